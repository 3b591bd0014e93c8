import { expect, test } from 'vitest';
import { followJob } from '../../../src/cli/follow-job.ts';
import type { LabEvent } from '../../../src/lab/wire/events.ts';
import type { LabStatus } from '../../../src/lab/wire/labs.ts';

const stopped: LabStatus = {
  lab: 'start/first-container',
  phase: 'stopped',
  unapplied: false,
  services: [],
  done: {},
  hints: {},
  answers: {},
  standIns: [],
};
const job = (id: string, step: string) => ({
  id,
  kind: 'stop' as const,
  startedAt: '2026-11-26T12:00:00.000Z',
  steps: [{ step, title: step, status: 'running' as const }],
  spans: { [step]: 5 },
});
const error = { code: 'engine-lost' as const, title: 'Gone', message: 'The engine is gone.' };

async function follow(...statuses: Partial<LabStatus>[]) {
  const steps: string[] = [];
  async function* events(): AsyncGenerator<LabEvent> {
    for (const status of statuses) yield { type: 'status', status: { ...stopped, ...status } };
  }
  const performed = await followJob(events(), 'mine', ({ step }) => steps.push(step));
  return { performed, steps };
}

const done = (id: string) => ({ id, outcome: 'done' as const, spans: { down: 5 } });

test('a job that is behind another is waited for, and the other is no end of it', async () => {
  const { performed, steps } = await follow(
    { phase: 'starting', job: job('other', 'up') },
    { phase: 'running', ended: [done('other')] },
    { phase: 'running', ended: [done('other')], job: job('mine', 'down') },
    { phase: 'stopped', ended: [done('other'), done('mine')] },
  );
  expect(performed).toMatchObject({ status: { phase: 'stopped' }, spans: { down: 5 } });
  expect(steps).toEqual(['down']);
});

test('a job that ended before anything was told is at its end, whatever goes on after it', async () => {
  const { performed } = await follow({ ended: [done('mine')], job: job('next', 'up'), error });
  expect(performed?.spans).toEqual({ down: 5 });
});

test('what went wrong with it is thrown, a cancelling by somebody else too', async () => {
  const failed = { ...done('mine'), outcome: 'failed' as const, error };
  await expect(follow({ job: job('mine', 'down') }, { ended: [failed] })).rejects.toMatchObject({
    code: 'engine-lost',
  });
  const cancelled = {
    ...done('mine'),
    outcome: 'cancelled' as const,
    error: { code: 'cancelled' as const, title: 'Cancelled', message: 'The stop was cancelled.' },
  };
  await expect(follow({ ended: [cancelled] })).rejects.toMatchObject({ code: 'cancelled' });
});

test('the failure of another is not its own; that the server tells no more is told', async () => {
  const other = { ...done('other'), outcome: 'failed' as const, error };
  expect((await follow({ ended: [other], error }, { job: job('mine', 'down') })).performed).toBeUndefined();
});
