import { afterEach, expect, it, vi } from 'vitest';
import { makeConnection } from '../../../../src/client/core/connection.ts';
import type { FeedEvent, LabFeed } from '../../../../src/client/core/lab-feed.ts';
import { makeLabModel } from '../../../../src/client/core/lab-model.ts';
import type { CheckReport } from '../../../../src/lab/wire/checks.ts';
import type { JobView } from '../../../../src/lab/wire/jobs.ts';
import type { LabStatus, LabView } from '../../../../src/lab/wire/labs.ts';

const lab = 'start/first-container';
const view: LabView = {
  id: lab,
  chapter: 'start',
  title: 'First container',
  level: 'guided',
  minutes: 5,
  after: [],
  grants: [],
  takeaway: { file: 'compose.yaml', why: 'It is short.' },
  opens: 'compose.yaml',
  tasks: [],
  checks: [],
  questions: [],
};
const job: JobView = { id: '01J', kind: 'start', startedAt: '2026-01-01T00:00:00.000Z', steps: [] };
const status: LabStatus = {
  lab,
  phase: 'running',
  unapplied: false,
  services: [],
  done: {},
  hints: {},
  answers: {},
  skipped: {},
  standIns: [],
};

afterEach(() => vi.unstubAllGlobals());

/** A page that is signed in, whose server answers a start when it is told to. */
async function openPage() {
  const answered = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const answers: Record<string, () => Promise<Response>> = {
    '/api/health': async () =>
      Response.json({ status: 'ok', signedIn: true, engine: { state: 'ready', steps: [] } }),
    '/api/sign-in': async () =>
      Response.json({ person: { id: '1', name: 'Reader' }, makesSessions: true, changesPeople: true }),
    [`/api/labs/${lab}/status`]: async () => Response.json(status),
    [`/api/labs/${lab}`]: async () => Response.json(view),
    [`/api/labs/${lab}/run`]: async () => {
      asked.resolve();
      await answered.promise;
      return Response.json({ job }, { status: 202 });
    },
  };
  vi.stubGlobal('fetch', (path: string) => answers[path]?.());
  const listeners: ((event: FeedEvent) => void)[] = [];
  const feed: LabFeed = {
    hear: (_, listener) => {
      listeners.push(listener);
      return () => void heard.ended++;
    },
  };
  const connection = makeConnection();
  const model = makeLabModel(lab, connection, feed);
  const heard = { ended: 0, release: model.hold() };
  await connection.look();
  const hear = (event: FeedEvent) => {
    for (const listener of listeners) listener(event);
  };
  hear({ type: 'status', status });
  return { model, hear, heard, connection, asked: asked.promise, answer: answered.resolve };
}

it('shows the job that it began as soon as that is taken on', async () => {
  const { model, answer } = await openPage();
  answer();
  await model.begin('run');
  expect(model.state.value.status?.job).toEqual(job);
});

it('does not take a job for one under way that ended before the answer to its beginning came', async () => {
  const { model, hear, asked, answer } = await openPage();
  const asking = model.begin('run');
  await asked;
  hear({ type: 'status', status: { ...status, job } });
  hear({ type: 'status', status });
  answer();
  await asking;
  expect(model.state.value.status).toEqual(status);
});

it('does not take a job for one under way of which the feed told only that it has ended', async () => {
  const { model, hear, asked, answer } = await openPage();
  const asking = model.begin('run');
  await asked;
  // A page that reads slowly is told the last status only.
  hear({ type: 'status', status: { ...status, unapplied: true } });
  answer();
  await asking;
  expect(model.state.value.status?.job).toBeUndefined();
});

it('tells each holder of its files, and lets go of a stopped lab once nobody holds it', async () => {
  const { model, hear, heard } = await openPage();
  const files: unknown[] = [];
  const release = model.hold((paths) => files.push(paths));
  hear({ type: 'files', paths: ['compose.yaml'] });
  hear({ type: 'files', paths: ['compose.yaml'], more: true });
  expect(files).toEqual([['compose.yaml'], 'all']);
  hear({ type: 'status', status: { ...status, phase: 'stopped' } });
  expect(heard.ended).toBe(0);
  release();
  heard.release();
  expect(heard.ended).toBe(1);
});

it('keeps what was heard, and what went wrong with an engine only until that is back', async () => {
  const { model, hear, connection } = await openPage();
  const report: CheckReport = { lab, attempt: '01A', at: '', results: [], earned: 1, of: 2 };
  hear({ type: 'checks', report });
  hear({ type: 'checks', report: { ...report, attempt: undefined, earned: 2 } });
  expect(model.state.value).toMatchObject({ recorded: { earned: 1 }, report: { earned: 2 } });
  hear({ type: 'output', job: '1', text: 'a' });
  hear({ type: 'output', job: '1', text: 'b' });
  expect(model.output.value).toEqual({ job: '1', text: 'ab' });
  hear({ type: 'output', job: '2', text: 'c' });
  expect(model.output.value).toEqual({ job: '2', text: 'c' });
  hear({ type: 'trouble', error: { code: 'engine-lost', title: '', message: '' } });
  hear({ type: 'engine', health: { state: 'absent', steps: [] } });
  expect(connection.engine.value?.state).toBe('absent');
  expect(model.state.value.error?.code).toBe('engine-lost');
  hear({ type: 'engine', health: { state: 'ready', steps: [] } });
  expect(model.state.value.error).toBeUndefined();
});

it('runs nothing while what an editor holds needs the reader’s choice', async () => {
  const { model, answer } = await openPage();
  answer();
  const end = model.saveFirst(async () => false);
  await model.begin('run');
  expect(model.state.value.status?.job).toBeUndefined();
  end();
  await model.begin('run');
  expect(model.state.value.status?.job).toEqual(job);
});
