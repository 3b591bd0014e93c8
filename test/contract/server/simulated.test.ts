/** Simulated learners against a real server and real use cases; no engine is started. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { drawFrom } from '../../../src/cli/simulate/drawn.ts';
import { simulateSession } from '../../../src/cli/simulate/simulate-session.ts';
import { playLearner } from '../../../src/cli/simulate/simulated-learner.ts';
import type { Board, SessionView } from '../../../src/lab/wire/sessions.ts';
import { type SharedServer, startSharedServer } from '../../adversarial/door/shared-server.ts';

let shared: SharedServer;
beforeEach(async () => {
  shared = await startSharedServer({ seatsForMany: true });
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
  expect(played).toMatchObject({ learners: 12, tasks: 12 * tasks });
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

test('what is brought names checks of the lab, once for each id, and only in a session', async () => {
  const session = await make();
  const ended = new AbortController();
  const parts = { url: shared.at.server.url, code: session.code, taskMs: 5, signal: ended.signal };
  await playLearner({ ...parts, name: 'Anna', drawn: drawFrom(1) });
  const { key } = (
    await shared.at.request('/api/join', {
      method: 'POST',
      body: JSON.stringify({ code: session.code, name: 'Eve', asked: 'drawn-by-eve' }),
    })
  ).json() as { key: string };
  const body = {
    results: [],
    observation: {
      version: 4,
      takenAt: new Date().toISOString(),
      durationMs: 1,
      project: 'x',
      host: { source: 'unknown', reason: 'x', cause: 'host-lacks' },
      containers: [],
      probes: {},
      abilities: {},
    },
    contentHash: 'x',
    drydockVersion: '0.1.0',
    engine: { version: 'x', kernel: 'x' },
    imageDigests: {},
    seatKind: 'host',
    seatClass: 'own',
    done: ['no-such-task'],
  };
  const bring = (as: { key: string } | undefined, change: object = {}, id = '01KB0000000000000000000001') =>
    shared.at.request(`/api/labs/start/first-container/attempts/${id}`, {
      method: 'PUT',
      ...(as === undefined ? { socket: true } : { as }),
      body: JSON.stringify({ ...body, ...change }),
    });
  expect((await bring({ key })).json()).toMatchObject({ attempt: '01KB0000000000000000000001' });
  expect((await bring({ key })).status).toBe(200);
  const result = {
    id: 'nothing',
    task: '',
    title: '',
    status: 'pass',
    guard: false,
    points: 1,
    earned: 1,
    of: 1,
    observed: '',
    expected: '',
    message: '',
  };
  expect((await bring({ key }, { results: [result] }, '01KB0000000000000000000002')).json()).toMatchObject({
    error: { message: 'start/first-container has no check “nothing” here.' },
  });
  expect((await bring(undefined)).status).toBe(404);
  const eve = (await boardOf(session)).learners.find(({ alias }) => alias === 'Eve');
  expect((await boardOf(session)).cells.filter(({ person }) => person === eve?.person)).toEqual([]);
});
