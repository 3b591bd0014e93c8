/** A learner's own Docker: what is checked in their home goes to a room, over loopback, with nothing lost or twice. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startForwarding } from '../../../src/cli/join/forwarding.ts';
import { readRoom, readSent, writeRoom, writeSent } from '../../../src/cli/join/joined-room.ts';
import type { CheckResult } from '../../../src/lab/checks/result.ts';
import type { LabId } from '../../../src/lab/lab-id.ts';
import type { Board } from '../../../src/lab/wire/board.ts';
import type { LabView } from '../../../src/lab/wire/labs.ts';
import type { SessionView } from '../../../src/lab/wire/sessions.ts';
import { type OpenStore, openStore } from '../../../src/store/open-store.ts';
import { newAttempt, newRun } from '../../fixtures/attempt.ts';
import { DrydockCommand } from '../../fixtures/drydock-command.ts';
import { type RoomAtWork, startRoom } from '../../fixtures/sessions/room-at-work.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const lab: LabId = 'start/first-container';
let room: RoomAtWork;
let session: SessionView & { readonly code: string };
let own: ReturnType<typeof makeTemporaryFolder>;
let store: OpenStore;
let command: DrydockCommand;
const home = () => own.path;
beforeEach(async () => {
  room = await startRoom();
  session = await room.makeSession();
  own = makeTemporaryFolder();
  store = openStore(join(home(), 'drydock.db'));
  command = new DrydockCommand(home(), undefined);
});
afterEach(async () => {
  store.close();
  own[Symbol.dispose]();
  await room[Symbol.asyncDispose]();
});
const drydock = (...words: string[]) => command.run(...words);
const url = () => room.at.server.url;
const joinAs = (name: string, ...more: string[]) =>
  drydock('join', url(), session.code, '--name', name, '--agree', ...more);
const board = async () => (await room.call(room.owner, 'GET', `/api/sessions/${session.id}/board`)) as Board;

/** A Check of this home: the first task holds or does not. */
async function check(pass: boolean, of: LabId = lab): Promise<string> {
  const view = (await room.call(room.owner, 'GET', `/api/labs/${of}`)) as LabView;
  const party = store.localPerson().party.id;
  const run = store.findRun({ party, lab: of, context: 'self' }) ?? store.createRun(newRun(party, of));
  const results = view.checks.map(
    ({ id, task, title, of: points, guard }): CheckResult => ({
      id,
      task,
      title,
      guard,
      points,
      status: pass || guard ? 'pass' : 'fail',
      earned: pass ? points : 0,
      of: points,
      observed: 'seen',
      expected: 'wanted',
      message: `${title}.`,
    }),
  );
  const at = new Date().toISOString();
  return store.addAttempt({ ...newAttempt(run.id), results, at }).id;
}

function forwarding() {
  const errors: unknown[] = [];
  const sending = startForwarding({
    home: home(),
    store,
    everyMs: 3_600_000,
    clockMs: () => 0,
    onError: (error) => void errors.push(error),
  });
  return { now: sending.now, errors, [Symbol.asyncDispose]: () => sending[Symbol.asyncDispose]() };
}

describe('a home that has joined a room', () => {
  test('is a learner there, keeps the key to itself, and says what will go and what went', async () => {
    const refused = await drydock('join', url(), session.code, '--name', 'Eve');
    expect(refused.stderr).toContain('Before you join “Tuesday morning”');
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--agree') });
    expect((await board()).learners).toEqual([]);
    const joined = await joinAs('Eve');
    expect(joined.stdout).toMatch(/^You are Eve in Tuesday morning, until /);
    expect(joined.stdout).toContain('Nothing else does: no file, no other lab');
    expect(statSync(join(home(), 'joined-room.json')).mode & 0o777).toBe(0o600);
    // Asked again, nobody joins twice.
    expect((await joinAs('Eve')).exitCode).toBe(0);
    expect((await board()).learners.map(({ alias }) => alias)).toEqual(['Eve']);
    const { key = '' } = readRoom(home()) ?? {};
    const told = await drydock('joined', '--json');
    expect(told.stdout).not.toContain(key);
    expect((await drydock('joined')).stdout).toContain('Nothing was checked yet.');
  });

  test('brings each check to the board, as local, once, and nothing of other labs or of before', async () => {
    await check(true);
    await joinAs('Eve');
    await using sending = forwarding();
    await sending.now();
    expect((await board()).cells).toEqual([]);
    const first = await check(false);
    await check(true, 'base-images/measure');
    await sending.now();
    await sending.now();
    const [cell] = (await board()).cells;
    expect(cell).toMatchObject({ lab, standing: { status: 'failing', isLocal: true, attempts: 1 } });
    expect((await board()).cells.every((each) => each.lab === lab)).toBe(true);
    expect(readSent(home(), session.id).attempts).toMatchObject([{ id: first, lab, done: 0 }]);
    expect(sending.errors).toEqual([]);
    const shown = await drydock('joined');
    expect(shown.stdout).toMatch(new RegExp(`${first}.*is there`));
    const body = await drydock('joined', '--attempt', first);
    expect(JSON.parse(body.stdout)).toMatchObject({ results: expect.any(Array), done: [], engine: {} });
    expect(body.stdout).not.toContain('workspace');
  });

  test('tells of a task that an answer completed, under the same attempt', async () => {
    await joinAs('Eve');
    await using sending = forwarding();
    const id = await check(true);
    await sending.now();
    const task = ((await room.call(room.owner, 'GET', `/api/labs/${lab}`)) as LabView).tasks[0]?.id ?? '';
    const run = store.findAttempt(id)?.run ?? '';
    store.addEvent({ type: 'task-done', run, task });
    await sending.now();
    const cell = (await board()).cells.find((each) => each.task === task);
    expect(cell?.standing).toMatchObject({ status: 'done', isLocal: true });
  });

  test('keeps what it cannot bring, says why, and brings it once the room is back', async () => {
    await joinAs('Eve');
    await using sending = forwarding();
    const room_ = readRoom(home());
    if (room_ === undefined) throw new Error('a room was joined');
    // Nothing listens there.
    writeRoom(home(), { ...room_, url: 'http://127.0.0.1:9' });
    const id = await check(false);
    await sending.now();
    expect(readSent(home(), session.id)).toMatchObject({
      attempts: [],
      problem: expect.stringContaining('does not answer'),
    });
    const shown = await drydock('joined');
    expect(shown.stdout).toContain('The last try failed');
    expect(shown.stdout).toMatch(new RegExp(`${id}.*waits`));
    writeRoom(home(), room_);
    await sending.now();
    expect((await board()).cells[0]?.standing).toMatchObject({ attempts: 1 });
    expect(readSent(home(), session.id)).toMatchObject({ attempts: [{ id }] });
    expect(readSent(home(), session.id).problem).toBeUndefined();
  });

  test('an answer that was lost, as by a kill, brings nothing twice', async () => {
    await joinAs('Eve');
    const id = await check(false);
    {
      await using sending = forwarding();
      await sending.now();
    }
    // As if this home had ended before it wrote down that it was there.
    writeSent(home(), { session: session.id, attempts: [] });
    await using again = forwarding();
    await again.now();
    expect((await board()).cells[0]?.standing).toMatchObject({ attempts: 1 });
    expect(readSent(home(), session.id).attempts).toMatchObject([{ id }]);
  });

  test('waits while the session is paused, and goes on after', async () => {
    await joinAs('Eve');
    await using sending = forwarding();
    await room.call(room.owner, 'PATCH', `/api/sessions/${session.id}`, { state: 'paused' });
    await check(false);
    await sending.now();
    expect(readSent(home(), session.id).problem).toContain('is paused');
    await room.call(room.owner, 'PATCH', `/api/sessions/${session.id}`, { state: 'open' });
    await sending.now();
    expect((await board()).cells).not.toEqual([]);
  });

  test('what the room does not take is said, and holds nothing else up', async () => {
    await joinAs('Eve');
    await using sending = forwarding();
    const party = store.localPerson().party.id;
    const run = store.createRun(newRun(party, lab));
    // Of a version whose checks are others.
    const other = store.addAttempt({ ...newAttempt(run.id), at: new Date().toISOString() }).id;
    const good = await check(false);
    await sending.now();
    expect(readSent(home(), session.id).attempts).toMatchObject([
      { id: other, refused: expect.stringContaining('has no check “held” here') },
      { id: good },
    ]);
    expect((await board()).cells).not.toEqual([]);
  });

  test('leaves: its key lets nobody in there any more, and nothing goes', async () => {
    await joinAs('Eve');
    const { key = '' } = readRoom(home()) ?? {};
    expect((await drydock('leave')).stdout).toContain('Nothing is sent to Tuesday morning any more.');
    expect(readRoom(home())).toBeUndefined();
    expect((await room.at.request('/api/my-session', { as: { key } })).status).toBe(401);
    await using sending = forwarding();
    await check(true);
    await sending.now();
    expect((await board()).cells).toEqual([]);
    for (const words of [['leave'], ['joined']])
      expect(await drydock(...words)).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('no room'),
      });
  });
});

test.each([
  ['an address that is none', ['localhost:4321', 'K7QF-3M2X'], 'is no address of a room'],
  ['a room that is away', ['http://127.0.0.1:9', 'K7QF-3M2X'], 'does not answer'],
])('joining with %s says so', async (_, words, message) => {
  const { exitCode, stderr } = await drydock('join', ...words, '--agree');
  expect(stderr).toContain(message);
  expect(exitCode).not.toBe(0);
});

test('joining what is no Drydock, or with a code that is none, says so', async () => {
  const wrong = await drydock('join', url(), 'hello', '--name', 'Eve', '--agree');
  expect(wrong.stderr).toContain('no code of a session');
  expect(() => readFileSync(join(home(), 'joined-room.json'))).toThrow('ENOENT');
});
