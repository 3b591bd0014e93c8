import { afterEach, expect, it, vi } from 'vitest';
import type { FeedEvent, LabFeed } from '../../../../src/client/page/lab-feed.ts';
import { makeLabModel } from '../../../../src/client/page/lab-model.ts';
import { makePresence } from '../../../../src/client/page/presence.ts';
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
  const answers: Record<string, () => Promise<Response>> = {
    '/api/health': async () =>
      Response.json({ status: 'ok', signedIn: true, engine: { state: 'ready', steps: [] } }),
    '/api/session': async () => Response.json({ person: { id: '1', name: 'Reader' } }),
    [`/api/labs/${lab}/status`]: async () => Response.json(status),
    [`/api/labs/${lab}`]: async () => Response.json(view),
    [`/api/labs/${lab}/run`]: async () => {
      await answered.promise;
      return Response.json({ job }, { status: 202 });
    },
  };
  vi.stubGlobal('fetch', (path: string) => answers[path]?.());
  const listeners: ((event: FeedEvent) => void)[] = [];
  const feed: LabFeed = {
    subscribe: (_, listener) => {
      listeners.push(listener);
      return () => undefined;
    },
    publish: () => undefined,
  };
  const presence = makePresence();
  const model = makeLabModel(lab, presence, feed);
  model.follow();
  await presence.look();
  const hear = (event: FeedEvent) => {
    for (const listener of listeners) listener(event);
  };
  hear({ type: 'status', status });
  return { model, hear, answer: answered.resolve };
}

it('shows the job that it began as soon as that is taken on', async () => {
  const { model, answer } = await openPage();
  answer();
  await model.ask('run');
  expect(model.state.value.status?.job).toEqual(job);
});

it('does not take a job for one under way that ended before the answer to its beginning came', async () => {
  const { model, hear, answer } = await openPage();
  const asking = model.ask('run');
  hear({ type: 'status', status: { ...status, job } });
  hear({ type: 'status', status });
  answer();
  await asking;
  expect(model.state.value.status).toEqual(status);
});
