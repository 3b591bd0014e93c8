/** An assignment that draws values anew for each attempt. Nothing is played on an engine. */
import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { viewOf } from '../../../src/lab/manifest/lab-view.ts';
import { makeVars } from '../../../src/lab/manifest/vars.ts';
import type { RunKey } from '../../../src/lab/ports/store.ts';
import type { JobKind } from '../../../src/lab/wire/jobs.ts';
import type { LabView } from '../../../src/lab/wire/labs.ts';
import { type Lab, LabLibrary } from '../../../src/runner/library/lab-library.ts';
import { readLabState } from '../../../src/runner/library/lab-state.ts';
import { gradeNext } from '../../../src/runner/replay/grader.ts';
import { makeGradingDesk } from '../../../src/runner/replay/grading-desk.ts';
import type { OpenStore } from '../../../src/store/open-store.ts';
import { newRun } from '../../fixtures/attempt.ts';
import { brokenLabs } from '../../fixtures/broken-labs.ts';
import { FakeLabRunner } from '../../fixtures/fake-lab-runner.ts';
import { lateDesk } from '../../fixtures/grades/late-desk.ts';
import { simulateGrader } from '../../fixtures/grades/simulated-grader.ts';
import { makeTestLedger } from '../../fixtures/ledger.ts';
import type { SignedIn } from '../../fixtures/server-at-work.ts';
import { openRoom, type Room } from '../../fixtures/sessions/room.ts';

let room: Room;
let store: OpenStore;
let lab: Lab;
let runner: StartingRunner;
let grader: ReturnType<typeof simulateGrader>;
let course: string;
const never = new AbortController().signal;

/** Starts labs as far as a store and a folder have it: a run with the files of a state and with values of its own. */
class StartingRunner extends FakeLabRunner {
  readonly begun: string[] = [];
  /** What whoever starts a lab leaves in it. */
  state = 'solution';

  override getLab(id: string): LabView {
    return id === lab.id ? viewOf(lab.manifest) : super.getLab(id);
  }

  override async begin(key: RunKey, kind: JobKind) {
    this.begun.push(`${kind} ${key.context}`);
    if (kind === 'start' && store.findRun(key) === undefined) await this.#makeRun(key);
    return super.begin(key, kind);
  }

  async #makeRun(key: RunKey): Promise<void> {
    // As the command line draws it.
    const seed = createHmac('sha256', store.serverSecret)
      .update(['seed', key.party, key.context, key.lab].join('\n'))
      .digest('hex');
    const vars = makeVars(lab.manifest.vars, key.lab, seed);
    const workspaceDir = join(room.at.home, 'workspaces', `${key.party}-${key.context.replaceAll(':', '-')}`);
    mkdirSync(workspaceDir, { recursive: true });
    for (const [path, { content }] of await readLabState(lab, this.state, vars))
      writeFileSync(join(workspaceDir, path), content);
    store.createRun({ ...newRun(key.party), ...key, seed, vars, workspaceDir });
  }
}

beforeEach(async () => {
  lab = (await LabLibrary.open(brokenLabs)).get('broken/good');
  runner = new StartingRunner();
  const library = { get: () => lab };
  const ledger = () => makeTestLedger(store, room.at.home, () => room.now);
  const desk = () =>
    makeGradingDesk({
      store,
      library,
      ledger: ledger(),
      runner: { files: { list: async () => [] } },
      whyNotGraded: () => undefined,
    });
  room = await openRoom({
    runner,
    grading: lateDesk(desk),
  });
  store = room.at.store;
  grader = simulateGrader({ store, library, ledger: ledger() }, { onError: () => undefined });
  course = store.addCourse('Security', 'Europe/Vienna').id;
});
afterEach(() => room[Symbol.asyncDispose]());

const nobody = { email: undefined, sisId: undefined, loginId: undefined, sections: [], pair: undefined };
function enrol(name: string, pair?: string): SignedIn & { person: string } {
  store.enrol(course, { added: [{ ...nobody, name, pair, line: 2 }], changed: [] });
  const person = store.listEnrolled(course).find((each) => each.name === name)?.id ?? '';
  return { person, key: store.mintCredential(person, 'sign-in', 3_600_000) };
}
async function make(more: object = {}): Promise<string> {
  const answer = await room.call(room.owner, 'POST', `/api/courses/${course}/assignments`, {
    policy: {
      title: 'Week 1',
      zone: 'Europe/Vienna',
      labs: [{ lab: 'broken/good', points: 10 }],
      window: { opens: '2026-11-23T08:00:00Z', due: '2026-11-30T22:59:00Z' },
      attempts: 'unlimited',
      keep: 'best',
      newValues: true,
      late: { after: { kind: 'refused' } },
      shown: { results: 'always', hints: 'open', solutions: 'closed' },
      ...more,
    },
  });
  expect(answer.status, answer.text).toBe(200);
  return (answer.json() as { id: string }).id;
}
const opens = (as: SignedIn, id: string) => room.call(as, 'POST', `/api/my-assignments/${id}/open`);
const start = (as: SignedIn) => room.call(as, 'POST', '/api/labs/broken/good/start');
const handIn = (as: SignedIn, id: string, key: string) =>
  room.call(as, 'POST', `/api/my-assignments/${id}/labs/broken/good/submissions`, { key });
const runs = (person: string) => {
  const party = store.partyOf(person)?.id;
  return store.listRuns().filter((run) => run.party === party);
};

test('each attempt has a run with values of its own, and is judged by those', async () => {
  const ada = enrol('Ada');
  const id = await make();
  await start(ada);
  expect((await handIn(ada, id, 'drawn-zero')).json()).toMatchObject({
    error: { code: 'not-started', message: expect.stringContaining('you have not opened it') },
  });
  expect((await opens(ada, id)).status).toBe(200);
  expect((await handIn(ada, id, 'drawn-zero')).json()).toMatchObject({
    error: { message: expect.stringContaining('You have not started broken/good for this attempt') },
  });
  for (const [index, key] of ['drawn-one', 'drawn-two', 'drawn-three'].entries()) {
    await start(ada);
    expect((await handIn(ada, id, key)).status).toBe(202);
    // Sent again under its key it is the same, and the next run is not asked for.
    expect((await handIn(ada, id, key)).json()).toMatchObject({ number: index + 1 });
    expect(await gradeNext(grader, never)).toBe('ended');
  }
  expect(runs(ada.person).map(({ context }) => context)).toEqual([
    'self',
    `assignment:${id}-1`,
    `assignment:${id}-2`,
    `assignment:${id}-3`,
  ]);
  expect(runner.begun.filter((each) => each.startsWith('stop'))).toEqual([
    `stop assignment:${id}-1`,
    `stop assignment:${id}-2`,
    `stop assignment:${id}-3`,
  ]);
  const words = runs(ada.person).map(({ vars }) => vars.word);
  expect(new Set(words).size).toBe(4);
  const submitted = store.listSubmissions(id);
  expect(submitted.map(({ vars }) => vars.word)).toEqual(words.slice(1));
  // The files that were handed in have the values of their own run in them, and pass with those alone.
  for (const [index, { workspaceDir }] of runs(ada.person).entries())
    for (const [other, word = ''] of words.entries())
      expect(readFileSync(join(workspaceDir, 'compose.yaml'), 'utf8').includes(word)).toBe(index === other);
  const { rows } = (await room.call(room.owner, 'GET', `/api/assignments/${id}/gradebook`)).json() as {
    rows: { points: number; labs: { submissions: string[] }[] }[];
  };
  expect(rows).toMatchObject([{ points: 10, labs: [{ submissions: submitted.map((work) => work.id) }] }]);
});

test('what could not be graded is handed in again from the run that it was of', async () => {
  const ada = enrol('Ada');
  const id = await make({ attempts: 1 });
  await opens(ada, id);
  await start(ada);
  await handIn(ada, id, 'drawn-one');
  const failing = {
    ...grader,
    limits: { retryMs: [] },
    openStage: () => Promise.reject(new Error('the engine went away')),
  };
  expect(await gradeNext(failing, never)).toBe('ended');
  expect((await handIn(ada, id, 'drawn-two')).status).toBe(202);
  expect(await gradeNext(grader, never)).toBe('ended');
  expect(runs(ada.person)).toHaveLength(1);
  expect(store.listSubmissions(id).map(({ run }) => run)).toEqual([
    runs(ada.person)[0]?.id,
    runs(ada.person)[0]?.id,
  ]);
});

test('one run is handed in once, whoever asks how often at the same time', async () => {
  const ada = enrol('Ada');
  const id = await make();
  await opens(ada, id);
  await start(ada);
  const keys = ['drawn-by-a', 'drawn-by-b', 'drawn-by-c', 'drawn-by-d'];
  const answers = await Promise.all(keys.map((key) => handIn(ada, id, key)));
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409]);
  expect(store.listSubmissions(id)).toHaveLength(1);
});

test('work is one’s own again once nothing more is accepted', async () => {
  const ada = enrol('Ada');
  const id = await make();
  await opens(ada, id);
  await start(ada);
  room.now = new Date('2026-12-01T08:00:00Z');
  await start({ key: store.mintCredential(ada.person, 'sign-in', 3_600_000) });
  expect(runner.begun).toEqual([`start assignment:${id}-1`, 'start self']);
});

test('each of a pair has values and runs of their own, and what one hands in is of both', async () => {
  const [ada, ben] = [enrol('Ada', 'A'), enrol('Ben', 'A')];
  const id = await make({ attempts: 2 });
  for (const each of [ada, ben]) {
    await opens(each, id);
    await start(each);
  }
  const words = [ada, ben].map(({ person }) => runs(person)[0]?.vars.word);
  expect(new Set(words).size).toBe(2);
  expect((await handIn(ada, id, 'drawn-one')).json()).toMatchObject({ number: 1 });
  // Ben's run was not handed in: it is still his.
  expect((await handIn(ben, id, 'drawn-two')).json()).toMatchObject({ number: 2 });
  expect((await handIn(ben, id, 'drawn-three')).status).toBe(403);
});

test('whoever leads tries it out in a run of their own, or opens it as a learner does', async () => {
  const id = await make();
  await start(room.owner);
  expect((await handIn(room.owner, id, 'drawn-one')).json()).toMatchObject({ isRehearsal: true });
  await opens(room.owner, id);
  await start(room.owner);
  expect(runner.begun).toContain(`start assignment:${id}-1`);
});

test('case 347: nothing that is answered tells a seed, or a value of another attempt', async () => {
  const ada = enrol('Ada');
  const id = await make();
  await opens(ada, id);
  await start(ada);
  await handIn(ada, id, 'drawn-one');
  await gradeNext(grader, never);
  await start(ada);
  const [first, second] = runs(ada.person);
  const asked = [
    '/api/my-assignments',
    `/api/my-assignments/${id}`,
    '/api/labs',
    '/api/labs/broken/good',
    '/api/labs/broken/good/status',
    '/api/labs/broken/good/files',
    '/api/labs/broken/good/solution',
    `/api/people/${ada.person}/data`,
  ];
  const seeds = [first, second].map((run) => run?.seed ?? 'none');
  expect(seeds.every((seed) => /^[0-9a-f]{64}$/.test(seed))).toBe(true);
  for (const path of asked) {
    const { text } = await room.call(ada, 'GET', path);
    for (const secret of [...seeds, Buffer.from(store.serverSecret).toString('hex')])
      expect([path, text.includes(secret)]).toEqual([path, false]);
  }
});
