import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../../src/lab/checks/result.ts';
import { settle } from '../../../../src/runner/verify/settle.ts';
import { makeObservation } from '../../../fixtures/observed.ts';
import { result } from './result.ts';

/** A stage on which each look shows the next of these, and from then on the last. */
function showing(...statuses: CheckResult['status'][]) {
  const stage = {
    looks: 0,
    observe: async () => makeObservation(),
    judge: () => {
      const status = statuses[Math.min(stage.looks, statuses.length - 1)] ?? 'pass';
      stage.looks += 1;
      return [result('a', status)];
    },
  };
  return stage;
}
const passes = (results: readonly CheckResult[]) => results.every(({ status }) => status === 'pass');
const never = new AbortController().signal;

describe('settle', () => {
  it('looks once where all is as wanted', async () => {
    const stage = showing('pass');
    expect((await settle(stage, passes, never))[0]?.status).toBe('pass');
    expect(stage.looks).toBe(1);
  });

  it('looks again until it is', async () => {
    const stage = showing('fail', 'fail', 'pass');
    expect((await settle(stage, passes, never))[0]?.status).toBe('pass');
    expect(stage.looks).toBe(3);
  });

  it('gives up at its deadline with what it saw last', async () => {
    const stage = showing('blocked', 'fail');
    expect((await settle(stage, passes, never, { deadlineMs: 200 }))[0]?.status).toBe('fail');
    expect(stage.looks).toBeGreaterThan(1);
  });

  it('looks three times at least, since a look may take as long as there is time', async () => {
    const stage = showing('fail', 'fail', 'pass');
    expect((await settle(stage, passes, never, { deadlineMs: 0 }))[0]?.status).toBe('pass');
  });

  it('looks as often as is asked, where that is less', async () => {
    const stage = showing('fail', 'fail', 'pass');
    expect((await settle(stage, passes, never, { deadlineMs: 0, fewestLooks: 2 }))[0]?.status).toBe('fail');
    expect(stage.looks).toBe(2);
  });

  it('believes only what holds for as long as is asked', async () => {
    const stage = showing('pass', 'fail', 'pass');
    const results = await settle(stage, passes, never, { holdMs: 300 });
    expect(results[0]?.status).toBe('pass');
    expect(stage.looks).toBeGreaterThanOrEqual(4);
  });

  it('ends when it is cancelled', async () => {
    const stop = AbortSignal.timeout(50);
    await expect(settle(showing('fail'), passes, stop)).rejects.toThrow();
  });
});
