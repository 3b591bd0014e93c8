import { setTimeout as delay } from 'node:timers/promises';
import type { CheckResult } from '../../lab/result.ts';
import type { Stage } from '../stage.ts';

const pollMs = 150;

/**
 * Looks until the results are as wanted, or the deadline has passed; returns the last ones. A service may need a
 * moment after it was started, and what is right then is right: nothing is accepted that the last look did not show.
 */
export async function settle(
  stage: Stage,
  wanted: (results: readonly CheckResult[]) => boolean,
  signal: AbortSignal,
  deadlineMs = 10_000,
): Promise<readonly CheckResult[]> {
  const deadline = AbortSignal.timeout(deadlineMs);
  for (;;) {
    const results = stage.judge(await stage.observe({ full: true }, signal));
    if (wanted(results) || deadline.aborted) return results;
    await delay(pollMs, undefined, { signal });
  }
}
