/** Who needs somebody, by a rule that a reader can check. */
import type { Standing } from './standing.ts';

export interface StuckRule {
  /** The least time without a change that counts, in milliseconds. */
  readonly leastMs: number;
  /** How many times the median of those who passed the task. */
  readonly timesMedian: number;
  /** How often the same message has to come. */
  readonly repeats: number;
  /** Who did nothing for so long is away, and not stuck. */
  readonly awayMs: number;
}

export const usualStuckRule: StuckRule = {
  leastMs: 4 * 60_000,
  timesMedian: 2,
  repeats: 3,
  awayMs: 5 * 60_000,
};

/** What is known of a learner in the task that they are at. Times are milliseconds since the epoch. */
export interface AtTask {
  readonly standing: Standing | undefined;
  /** When they came to the task: as they did the one before, or joined. */
  readonly began: number;
  /** When they last did something: saved, typed, asked. Who came to the task did something then. */
  readonly active: number | undefined;
  /** How long those took who have done the task, in milliseconds. */
  readonly others: readonly number[];
}

export type Presence = 'away' | 'working' | 'stuck' | 'ours';

/** What is the matter with a learner now. What broke on our side is never called stuck. */
export function presenceAt(
  { standing, began, active, others }: AtTask,
  now: number,
  rule: StuckRule,
): Presence {
  if (standing?.status === 'ours') return 'ours';
  if (now - Math.max(active ?? began, began) > rule.awayMs) return 'away';
  if (standing?.status === 'failing' && standing.repeats >= rule.repeats) return 'stuck';
  const changed = standing === undefined ? began : Math.max(began, Date.parse(standing.since));
  const patience = Math.max(rule.leastMs, rule.timesMedian * (medianOf(others) ?? 0));
  return now - changed > patience ? 'stuck' : 'working';
}

/** Of the middle two the lower one; undefined of none. */
export function medianOf(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}
