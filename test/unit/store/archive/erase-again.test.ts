/** Whoever was erased stays so, whichever backup is put back. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeArchive } from '../../../../src/store/archive/write-archive.ts';
import { type OpenStore, openStore } from '../../../../src/store/open-store.ts';
import { newAttempt, newRun } from '../../../fixtures/attempt.ts';
import { filesWith } from '../../../fixtures/bytes-of.ts';
import { restoreFile } from '../../../fixtures/store/restore-file.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

const canary = 'Canary-Quetzal-7731';
let folder: ReturnType<typeof makeTemporaryFolder>;
const home = () => join(folder.path, 'home');
const archive = (name: string) => join(folder.path, `${name}.tar.gz`);
let minute = 0;
const at = () => new Date(Date.UTC(2026, 0, 1, 12, minute++));
const backUp = (name: string) => writeArchive(home(), archive(name), { at: at() });

function within<T>(work: (store: OpenStore) => T): T {
  using store = openStore(join(home(), 'drydock.db'));
  return work(store);
}

function addSession(store: OpenStore): string {
  return store.addSession({
    course: store.addCourse('Containers', 'UTC').id,
    title: 'Tuesday',
    code: 'K7QF3M2X',
    capacity: 40,
    opens: '2026-11-24T08:00:00.000Z',
    ends: '2036-11-24T10:00:00.000Z',
    labs: ['start/first-container'],
  }).id;
}

/** Somebody with an attempt, a file in a workspace, a version of it, and a copy that was kept, each with the word in it. */
function joinAs(store: OpenStore, session: string, word: string): string {
  const agreed = { version: 1, keepDays: 90, until: '2027-02-22T12:00:00.000Z' };
  const joined = store.join(session, `asked-${word}`, word, [], agreed);
  if (joined === 'full') throw new Error('the session is full');
  const { person, party } = joined;
  const workspaceDir = join(home(), 'workspaces', `first-${person.id.toLowerCase()}`);
  const text = `# ${word}\n`;
  const kept = join(home(), 'kept', 'first', person.id);
  for (const dir of [workspaceDir, kept]) {
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'compose.yaml'), text);
  }
  const run = store.createRun({ ...newRun(party.id), context: `session:${session}`, workspaceDir }).id;
  store.addRevision({ run, path: 'compose.yaml', reason: 'saved' }, Buffer.from(text));
  const attempt = newAttempt(run);
  const results = attempt.results.map((result) => ({ ...result, message: `saw ${word}` }));
  store.addAttempt({ ...attempt, person: person.id, results });
  return person.id;
}

/** As the server does: from the store, from workspaces and from what was kept. */
function erase(person: string): void {
  within((store) => {
    store.erasePerson(person, 'asked');
    store.scrub();
  });
  rmSync(join(home(), 'workspaces', `first-${person.toLowerCase()}`), { recursive: true });
  rmSync(join(home(), 'kept', 'first', person), { recursive: true });
}

/** What a copy was kept of goes by its content: which that is, the command line says. */
const options = (forgotten: string[] = []) => ({
  at: at(),
  forgetContents: async (kept: string, contents: ReadonlySet<string>) => {
    forgotten.push(...contents);
    for (const path of filesWith(kept, canary)) rmSync(path);
    for (const dir of filesWith(kept, canary)) expect.fail(dir);
  },
});

beforeEach(() => {
  folder = makeTemporaryFolder();
  mkdirSync(home());
});
afterEach(() => folder[Symbol.dispose]());

test('an older backup brings back everything but whoever was erased since, with their files', async () => {
  const session = within(addSession);
  const [gone] = within((store) => [joinAs(store, session, canary), joinAs(store, session, 'Anna')]);
  await backUp('older');
  erase(gone ?? '');
  expect(filesWith(home(), canary)).toEqual([]);
  const forgotten: string[] = [];
  const restored = await restoreFile(home(), archive('older'), options(forgotten));
  expect(restored.erased).toEqual({ people: 1, isCertain: true });
  expect(forgotten).toHaveLength(1);
  expect(filesWith(home(), canary)).toEqual([]);
  within((store) => {
    expect(store.exportPerson(gone ?? '')).toBeUndefined();
    expect(store.listJoined(session).map(({ alias }) => alias)).toEqual(['Anna']);
    // What was judged stays, without them.
    expect(store.listRuns().flatMap(({ id }) => store.listAttempts(id))).toHaveLength(2);
  });
  expect(filesWith(join(home(), 'workspaces'), 'Anna')).toHaveLength(1);
});

test('also where a backup that did not know them was put back in between', async () => {
  const session = within(addSession);
  await backUp('before');
  const gone = within((store) => joinAs(store, session, canary));
  await backUp('after');
  erase(gone);
  expect((await restoreFile(home(), archive('before'), options())).erased.people).toBe(0);
  expect((await restoreFile(home(), archive('after'), options())).erased).toEqual({
    people: 1,
    isCertain: true,
  });
  expect(filesWith(home(), canary)).toEqual([]);
});

test('a database that cannot be read any more is said to be none that tells', async () => {
  const session = within(addSession);
  within((store) => joinAs(store, session, 'Anna'));
  await backUp('older');
  writeFileSync(join(home(), 'drydock.db'), 'this is no database, but it has been one once');
  for (const log of ['-wal', '-shm']) rmSync(join(home(), `drydock.db${log}`), { force: true });
  expect((await restoreFile(home(), archive('older'), options())).erased).toEqual({
    people: 0,
    isCertain: false,
  });
  within((store) => expect(store.listJoined(session).map(({ alias }) => alias)).toEqual(['Anna']));
});

test('in another home, or one that is empty, nobody is erased', async () => {
  const session = within(addSession);
  within((store) => joinAs(store, session, canary));
  await backUp('mine');
  const other = join(folder.path, 'other');
  mkdirSync(other);
  expect((await restoreFile(other, archive('mine'), options())).erased).toEqual({
    people: 0,
    isCertain: true,
  });
  expect(filesWith(other, canary)).not.toEqual([]);
});
