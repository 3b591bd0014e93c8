import { describe, expect, it } from 'vitest';
import { DrydockError } from '../../../../src/lab/errors.ts';
import type { ProgressEvent } from '../../../../src/lab/wire/jobs.ts';
import { Job } from '../../../../src/runner/jobs/job.ts';

const makeJob = () => new Job('01J', 'start', '2026-11-24T10:00:00.000Z');

describe('a job', () => {
  it('shows its steps as they go, each once and where it is now', async () => {
    const job = makeJob();
    const told: string[] = [];
    using _ = job.onStep(({ step, status }) => told.push(`${step} ${status}`));
    job.run(async (self) => {
      expect(await self.step('seat', 'Find a seat', async () => 7)).toBe(7);
      await self.step('compose', 'Start', async () => {
        self.report({ step: 'compose', title: 'Start', status: 'running', detail: 'web' });
      });
    });
    await job.done;
    expect(told).toEqual(['seat running', 'seat done', 'compose running', 'compose running', 'compose done']);
    expect(job.view()).toEqual({
      id: '01J',
      kind: 'start',
      startedAt: '2026-11-24T10:00:00.000Z',
      steps: [
        { step: 'seat', title: 'Find a seat', status: 'done' },
        { step: 'compose', title: 'Start', status: 'done', detail: 'web' },
      ],
      spans: {},
    });
  });

  it('tells who comes late what was, and who has gone nothing', async () => {
    const job = makeJob();
    await job.step('seat', 'Find a seat', async () => undefined);
    const late: ProgressEvent[] = [];
    const listening = job.onStep((event) => late.push(event));
    expect(late).toEqual([{ step: 'seat', title: 'Find a seat', status: 'done' }]);
    listening[Symbol.dispose]();
    await job.step('more', 'More', async () => undefined);
    expect(late).toHaveLength(1);
  });

  it('keeps the error of the step that failed, for the page and for whoever waits', async () => {
    const job = makeJob();
    const broken = new DrydockError('port-taken', { message: 'Port 80 is taken.', fix: 'Use another.' });
    job.run((self) => self.step('compose', 'Start', () => Promise.reject(broken)));
    await expect(job.done).rejects.toBe(broken);
    expect(job.view().steps).toMatchObject([
      { step: 'compose', status: 'failed', error: { code: 'port-taken', fix: 'Use another.' } },
    ]);
  });

  it('that fails while nobody waits ends nothing else', async () => {
    const job = makeJob();
    job.run(() => Promise.reject(new Error('unseen')));
    await new Promise(setImmediate);
    await expect(job.done).rejects.toThrow('unseen');
  });

  it('stops at its next step once it is cancelled, and says that nothing was lost', async () => {
    const job = makeJob();
    const reached: string[] = [];
    job.run(async (self) => {
      await self.step('one', 'One', async () => {
        reached.push('one');
        self.cancel();
      });
      await self.step('two', 'Two', async () => {
        reached.push('two');
      });
    });
    await expect(job.done).rejects.toMatchObject({
      code: 'cancelled',
      message: 'The start was cancelled.',
      fix: expect.stringContaining('Nothing was lost'),
    });
    expect(reached).toEqual(['one']);
    expect(job.view().steps.map(({ step }) => step)).toEqual(['one']);
    expect(job.signal.aborted).toBe(true);
  });
});
