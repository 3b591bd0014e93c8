import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LabEvent } from '../../../src/lab/wire/events.ts';
import { makeRunnerWithoutEngine } from '../../fixtures/runner-without-engine.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

describe('case 187: who follows a lab', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let at: Awaited<ReturnType<typeof makeRunnerWithoutEngine>>;
  beforeEach(async () => {
    folder = makeTemporaryFolder();
    at = await makeRunnerWithoutEngine(folder.path);
  });
  afterEach(async () => {
    await at[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it('and could not be told how it is, is not kept', async () => {
    const heard: LabEvent['type'][] = [];
    const refuse = (event: LabEvent) => {
      heard.push(event.type);
      if (event.type === 'status') throw new Error('it cannot be told');
    };
    await expect(at.runner.follow(at.key, refuse)).rejects.toThrow('it cannot be told');
    const before = heard.length;
    await at.giveUpLooking();
    expect(heard.length).toBe(before);
  });

  it('hears of the engine until it lets go', async () => {
    const heard: LabEvent[] = [];
    {
      await using _ = await at.runner.follow(at.key, (event) => heard.push(event));
    }
    const before = heard.length;
    await at.giveUpLooking();
    expect(heard.length).toBe(before);
  });

  it('waits for a job as often as they like, and leaves nothing on their signal', async () => {
    const { signal } = new AbortController();
    const job = await at.runner.begin(at.key, 'start');
    const waiting = Array.from({ length: 5 }, () => at.runner.finish(job.id, () => undefined, signal));
    await at.giveUpLooking();
    for (const one of await Promise.allSettled(waiting)) expect(one).toMatchObject({ status: 'rejected' });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
