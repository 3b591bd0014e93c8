/** How a party stands in one task of a session's labs, as the board shows it. */
import * as z from 'zod';
import type { CheckResult } from '../checks/result.ts';

/**
 * `done`: the task was completed, and stays so. `open`: its checks pass, and a question waits for an answer. `failing`:
 * a check does not pass. `ours`: what does not pass broke, so the learner can do nothing about it.
 */
export const standingStatuses = ['failing', 'open', 'done', 'ours'] as const;

export const StandingSchema = z.strictObject({
  status: z.enum(standingStatuses),
  /** Since when it is so, with the same check: ISO 8601. */
  since: z.string(),
  /** The first check that does not pass, and what it said; empty where all do. */
  check: z.string(),
  message: z.string(),
  /** How many attempts in a row said the same. */
  repeats: z.number().int().nonnegative(),
  /** Attempts that judged this task. */
  attempts: z.number().int().nonnegative(),
  earned: z.number(),
  of: z.number(),
  /** It was judged on the learner's own machine, the last time, or as it became done: nobody here saw it. */
  isLocal: z.boolean(),
});
export type Standing = z.output<typeof StandingSchema>;

/** The results of an attempt. */
export interface JudgedResults {
  readonly results: readonly CheckResult[];
  readonly at: string;
  readonly isLocal: boolean;
}

/** The standings of an attempt's tasks, each from what it was before. Results of no task say nothing of any. */
export function standingsAfter(
  before: ReadonlyMap<string, Standing>,
  { results, at, isLocal }: JudgedResults,
): ReadonlyMap<string, Standing> {
  const judged = results.filter(({ guard, task }) => !guard && task !== '');
  const tasks = Map.groupBy(judged, ({ task }) => task);
  return new Map(
    [...tasks].map(([task, own]) => [task, standingAfter(before.get(task), { results: own, at, isLocal })]),
  );
}

/** The standing of a task that was completed, by an attempt, an answer or what was seen in between. */
export function standingDone(before: Standing | undefined, at: string, isLocal: boolean): Standing {
  const { attempts, earned, of } = before ?? { attempts: 0, earned: 0, of: 0 };
  const since = before?.status === 'done' ? before.since : at;
  return { status: 'done', since, check: '', message: '', repeats: 0, attempts, earned, of, isLocal };
}

function standingAfter(before: Standing | undefined, { results, at, isLocal }: JudgedResults): Standing {
  const attempts = (before?.attempts ?? 0) + 1;
  const earned = results.reduce((sum, each) => sum + each.earned, 0);
  const of = results.reduce((sum, each) => sum + each.of, 0);
  const passes = results.every(({ status }) => status === 'pass' || status === 'skip');
  // Once it is done, only an attempt that passes here takes the mark away.
  if (before?.status === 'done')
    return { ...before, attempts, earned, of, isLocal: before.isLocal && (isLocal || !passes) };
  // What the host lacks holds no task up.
  const left = results.filter(({ status }) => status !== 'pass' && status !== 'skip');
  const theirs = left.find(({ status, cause }) => status !== 'error' && cause === undefined);
  const { id: check = '', message = '' } = theirs ?? left[0] ?? {};
  const status = theirs !== undefined ? 'failing' : left.length > 0 ? 'ours' : 'open';
  const isSame = before?.status === status && before.check === check;
  return {
    status,
    since: isSame ? before.since : at,
    check,
    message,
    repeats: isSame && before.message === message ? before.repeats + 1 : 1,
    attempts,
    earned,
    of,
    isLocal,
  };
}
