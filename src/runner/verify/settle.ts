import { setTimeout as delay } from 'node:timers/promises';
import type { CheckResult } from '../../lab/checks/result.ts';
import type { Stage } from '../stage/stage.ts';
import { span } from '../trace.ts';

const pollMs = 150;
/** What a state gets to become what it should be. */
export const usualDeadlineMs = 45_000;

export interface SettleOptions {
  /** How long to go on looking for what is wanted. */
  readonly deadlineMs?: number;
  /** How often to look at least, since one look may take as long as there is time. Three times unless said. */
  readonly fewestLooks?: number;
  /** For how long every look must show it, before it is believed. */
  readonly holdMs?: number;
}

/**
 * Looks until the results are as wanted, or the deadline has passed; returns the last ones. A service may need a
 * moment after it was started, and what is right then is right: nothing is accepted that the last look did not show.
 */
export async function settle(
  stage: Pick<Stage, 'judge' | 'observe'>,
  wanted: (results: readonly CheckResult[]) => boolean,
  signal: AbortSignal,
  { deadlineMs = usualDeadlineMs, fewestLooks = 3, holdMs = 0 }: SettleOptions = {},
): Promise<readonly CheckResult[]> {
  const deadline = AbortSignal.timeout(deadlineMs);
  let since: number | undefined;
  for (let looks = 1; ; looks++) {
    const results = stage.judge(await stage.observe({ full: true }, signal));
    since = wanted(results) ? (since ?? performance.now()) : undefined;
    if (since !== undefined && performance.now() - since >= holdMs) return results;
    if (since === undefined && looks >= fewestLooks && deadline.aborted) return results;
    await span('wait', () => delay(pollMs, undefined, { signal }));
  }
}
