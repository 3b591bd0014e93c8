/** Simulated learners against a real server and real use cases; no engine is started. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { simulateSession } from '../../../src/cli/simulate/simulate-session.ts';
import { type SimulatedAttempt, simulateAttempt } from '../../../src/cli/simulate/simulated-attempt.ts';
import type { Board } from '../../../src/lab/wire/board.ts';
import type { LabView } from '../../../src/lab/wire/labs.ts';
import type { SessionView } from '../../../src/lab/wire/sessions.ts';
import { type SharedServer, startSharedServer } from '../../adversarial/door/shared-server.ts';
import { agreed } from '../../fixtures/sessions/agreed.ts';
import { quietSeats } from '../../fixtures/sessions/quiet-seats.ts';

let shared: SharedServer;
beforeEach(async () => {
  shared = await startSharedServer({ roomSeats: quietSeats });
});
afterEach(() => shared[Symbol.asyncDispose]());

const call = (method: string, path: string, body?: object) =>
  shared.at.request(path, { method, socket: true, ...(body ? { body: JSON.stringify(body) } : {}) });
const make = async () => {
  const ends = new Date(Date.now() + 3_600_000).toISOString();
  const made = await call('POST', '/api/sessions', {
    title: 'Rehearsal',
    labs: ['start/first-container', 'base-images/measure'],
    ends,
  });
  return made.json() as SessionView & { code: string };
};
const boardOf = async ({ id }: SessionView) =>
  (await call('GET', `/api/sessions/${id}/board`)).json() as Board;

test('learners join at once, work at their own pace, and the board shows each task that they did', async () => {
  const session = await make();
  const { signal } = new AbortController();
  const played = await simulateSession({
    url: shared.at.server.url,
    code: session.code,
    learners: 12,
    taskMs: 10,
    seed: 7,
    signal,
  });
  const board = await boardOf(session);
  const tasks = board.labs.reduce((sum, lab) => sum + lab.tasks.length, 0);
  expect(tasks).toBeGreaterThan(3);
  expect(played).toMatchObject({ refused: [], learners: 12, tasks: 12 * tasks });
  expect(board.learners).toHaveLength(12);
  expect(board.cells).toHaveLength(12 * tasks);
  expect(board.cells.every(({ standing }) => standing.status === 'done' && standing.isLocal)).toBe(true);
  expect(board.hands).toEqual([]);
  const attempts = await Promise.all(
    board.learners.map(async ({ person }) => {
      const learner = await call('GET', `/api/sessions/${session.id}/learners/${person}`);
      return (learner.json() as { attempts: unknown[] }).attempts.length;
    }),
  );
  expect(attempts.reduce((sum, count) => sum + count, 0)).toBe(played.attempts);
});

test('who is refused something is named with what was said, and the others get through', async () => {
  const session = await make();
  await call('PATCH', `/api/sessions/${session.id}`, { capacity: 2 });
  const { signal } = new AbortController();
  const { url } = shared.at.server;
  const played = await simulateSession({ url, code: session.code, learners: 3, taskMs: 1, seed: 7, signal });
  expect(played.refused).toMatchObject([
    {
      name: expect.stringMatching(/^Simulated [123]$/),
      error: { code: 'not-allowed', message: 'Rehearsal is full: 2 of 2 places are taken.' },
    },
  ]);
  expect((await boardOf(session)).learners).toHaveLength(2);
});

describe('what is brought', () => {
  let session: Awaited<ReturnType<typeof make>>;
  let key: string;
  let attempt: SimulatedAttempt;
  const lab = 'start/first-container';
  const ids = ['01KB0000000000000000000001', '01KB0000000000000000000002'] as const;
  const bring = (change: object = {}, id: string = ids[0], as: { key: string } | 'the owner' = { key }) =>
    shared.at.request(`/api/labs/${lab}/attempts/${id}`, {
      method: 'PUT',
      ...(as === 'the owner' ? { socket: true } : { as }),
      body: JSON.stringify({ ...attempt, ...change }),
    });
  beforeEach(async () => {
    session = await make();
    const body = JSON.stringify({ code: session.code, name: 'Eve', asked: 'drawn-by-eve', agreed });
    ({ key } = (await shared.at.request('/api/join', { method: 'POST', body })).json() as { key: string });
    const view = (await call('GET', `/api/labs/${lab}`)).json() as LabView;
    attempt = simulateAttempt(view, 1, 0, new Date());
  });

  test('is one attempt for one id, and only in a session', async () => {
    expect((await bring()).json()).toMatchObject({ attempt: ids[0] });
    expect((await bring()).json()).toMatchObject({ attempt: ids[0] });
    expect((await bring({}, ids[0], 'the owner')).status).toBe(404);
    const [learner] = (await boardOf(session)).learners;
    const told = await call('GET', `/api/sessions/${session.id}/learners/${learner?.person}`);
    expect((told.json() as { attempts: unknown[] }).attempts).toHaveLength(1);
  });

  test('is a judgement of each check, once; what a check is and is worth, the lab says', async () => {
    const [first, ...rest] = attempt.results;
    if (first === undefined) throw new Error('the lab has a check');
    for (const [results, message] of [
      [[...rest], 'Nothing is said of the check'],
      [[...attempt.results, first], 'is told twice'],
      [[...attempt.results, { ...first, id: 'nothing' }], 'has no check “nothing” here'],
      [[...attempt.results, { ...first, id: 'constructor' }], 'has no check “constructor” here'],
    ] as const)
      expect((await bring({ results }, ids[1])).json()).toMatchObject({
        error: { message: expect.stringContaining(message) },
      });
    const forged = attempt.results.map((result) => ({
      ...result,
      task: 'no-such-task',
      guard: false,
      points: 1.7e308,
      earned: 1.7e308,
      of: 1.7e308,
    }));
    expect((await bring({ results: forged })).status).toBe(200);
    const board = await boardOf(session);
    const known = board.labs.flatMap(({ tasks }) => tasks.map(({ id }) => id));
    for (const { task, standing } of board.cells) {
      expect(known).toContain(task);
      expect(standing.of).toBeLessThan(1_000);
    }
    const long = attempt.results.map((result) => ({ ...result, message: 'x'.repeat(3_000) }));
    expect((await bring({ results: long }, ids[1])).status).toBe(400);
  });

  test('is nothing that this home signs', async () => {
    await bring();
    const asked = await shared.at.request(`/api/labs/${lab}/attempts/${ids[0]}/evidence`, {
      method: 'POST',
      as: { key },
    });
    expect(asked.json()).toMatchObject({ error: { message: expect.stringContaining('own machine') } });
  });
});
