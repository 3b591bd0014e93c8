/**
 * What the results of an attempt earn. Pure: a grade is never stored, so that another policy, or a mended check, makes
 * another one of the same attempt.
 */
import * as z from 'zod';
import type { CheckResult } from './result.ts';

/**
 * What a check costs that did not come to pass or fail. `undecided`: nothing is earned by it yet, and the grade is not
 * complete. A check that waits to be looked at is always that.
 */
export const GradePolicySchema = z.strictObject({
  /** The host shows it to nobody: it leaves the count, whatever the policy says. */
  hostLacks: z.enum(['not-counted', 'undecided']),
  /** What ran there kept it from being seen: it stays in the count, so that nobody gains by hiding it. */
  notSeen: z.enum(['not-passed', 'undecided']),
  /** The check broke, which is a fault of the lab; `undecided` stays in the count. */
  error: z.enum(['not-counted', 'not-passed', 'undecided']),
});
export type GradePolicy = z.output<typeof GradePolicySchema>;

/** Of labs that a party works on by itself: what is no fault of the learner's costs nothing. */
export const selfPaced: GradePolicy = {
  hostLacks: 'not-counted',
  notSeen: 'not-passed',
  error: 'not-counted',
};

export type GradeReason =
  | 'passed'
  | 'failed'
  /** A guard fails, so the check was not judged. */
  | 'blocked'
  | 'not-seen'
  | 'not-yet'
  | 'host-lacks'
  | 'error';

export interface CheckGrade {
  readonly check: string;
  readonly earned: number;
  /** What could be earned by it; 0 where it is not counted. */
  readonly of: number;
  readonly reason: GradeReason;
  /** Nothing is decided about it yet. */
  readonly isUndecided: boolean;
}

export interface Grade {
  /** Points; never more than `of`. */
  readonly earned: number;
  readonly of: number;
  /** Every check is decided: the same evidence gives no other grade under this policy. */
  readonly isComplete: boolean;
  /** One for each check, in the order of the results; guards earn nothing and are left out. */
  readonly checks: readonly CheckGrade[];
}

/** The part of a result that a grade is made of. */
export type Gradable = Pick<CheckResult, 'id' | 'status' | 'guard' | 'points' | 'unknown' | 'cause'>;

/** The grade of an attempt's results, or of those of a look, under a policy. */
export function grade(results: readonly Gradable[], policy: GradePolicy): Grade {
  const checks = results.filter(({ guard }) => !guard).map((result) => gradeCheck(result, policy));
  return {
    earned: sum(checks.map(({ earned }) => earned)),
    of: sum(checks.map(({ of }) => of)),
    isComplete: checks.every(({ isUndecided }) => !isUndecided),
    checks,
  };
}

/** What one check earns under a policy. */
export function gradeCheck(result: Gradable, policy: GradePolicy): CheckGrade {
  const reason = reasonOf(result);
  const cost = costOf(reason, policy);
  const isCounted = cost !== 'not-counted' && reason !== 'host-lacks';
  return {
    check: result.id,
    earned: reason === 'passed' ? result.points : 0,
    of: isCounted ? result.points : 0,
    reason,
    isUndecided: cost === 'undecided',
  };
}

/** `error` first: a guard that broke says nothing of what it stands before. */
function reasonOf({ status, unknown, cause }: Gradable): GradeReason {
  if (status === 'error' || (status === 'blocked' && cause !== undefined)) return 'error';
  if (status === 'pass') return 'passed';
  if (unknown !== undefined) return unknown;
  if (status === 'skip') return 'host-lacks';
  return status === 'blocked' ? 'blocked' : 'failed';
}

function costOf(reason: GradeReason, policy: GradePolicy): 'not-counted' | 'not-passed' | 'undecided' {
  switch (reason) {
    case 'host-lacks':
      return policy.hostLacks;
    case 'not-seen':
      return policy.notSeen;
    case 'error':
      return policy.error;
    case 'not-yet':
      return 'undecided';
    default:
      return 'not-passed';
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
