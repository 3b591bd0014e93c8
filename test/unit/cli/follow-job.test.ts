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

test('a job that is behind another is waited for, and the other is no end of it', async () => {
  const { performed, steps } = await follow(
    { phase: 'starting', job: job('other', 'up') },
    { phase: 'running', job: job('mine', 'down') },
    { phase: 'stopped' },
  );
  expect(performed).toMatchObject({ status: { phase: 'stopped' }, spans: { down: 5 } });
  expect(steps).toEqual(['down']);
});

test('a job that ended before anything was told is at its end', async () => {
  expect((await follow({ phase: 'stopped' })).performed?.status.phase).toBe('stopped');
});

test('another job after it does not hold it up', async () => {
  const { performed } = await follow({ job: job('mine', 'down') }, { job: job('next', 'up') });
  expect(performed?.spans).toEqual({ down: 5 });
});

test('what went wrong with it is thrown; that the server tells no more is told', async () => {
  await expect(follow({ job: job('mine', 'down') }, { error })).rejects.toMatchObject({
    code: 'engine-lost',
  });
  expect((await follow({ job: job('mine', 'down') })).performed).toBeUndefined();
});
