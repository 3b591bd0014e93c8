/** Who needs somebody, by a rule that a reader can check. */
import * as z from 'zod';
import type { Standing } from './standing.ts';

const Minutes = z.number().min(1).max(600);

/** The numbers of the rule, which whoever leads a session sets for it. */
export const StuckRuleSchema = z
  .object({
    /** The least time without a change that counts. */
    minutes: Minutes.default(4),
    /** How many times the median of those who passed the task. */
    timesMedian: z.number().min(1).max(20).default(2),
    /** How often the same message has to come. */
    repeats: z.number().int().min(2).max(50).default(3),
    /** Who did nothing for so long is away, and not stuck. */
    awayMinutes: Minutes.default(5),
  })
  .readonly();
export type StuckRule = z.output<typeof StuckRuleSchema>;

/** As it is where nobody has set it. */
export const usualStuckRule: StuckRule = StuckRuleSchema.parse({});

const minuteMs = 60_000;

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
  if (now - Math.max(active ?? began, began) > rule.awayMinutes * minuteMs) return 'away';
  if (standing?.status === 'failing' && standing.repeats >= rule.repeats) return 'stuck';
  const changed = standing === undefined ? began : Math.max(began, Date.parse(standing.since));
  const patience = Math.max(rule.minutes * minuteMs, rule.timesMedian * (medianOf(others) ?? 0));
  return now - changed > patience ? 'stuck' : 'working';
}

/** Of the middle two the lower one; undefined of none. */
export function medianOf(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}

/** The rule as an instructor can check it. */
export function ruleWords({ minutes, timesMedian, repeats, awayMinutes }: StuckRule): string {
  const asMinutes = (count: number) => `${count} ${count === 1 ? 'minute' : 'minutes'}`;
  return `Stuck is who does something, and whose task has not changed for ${asMinutes(minutes)} or ${timesMedian} times the median of those who did it, whichever is longer; or who got the same message ${repeats} times. Who did nothing for ${asMinutes(awayMinutes)} is away.`;
}
