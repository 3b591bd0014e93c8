/** Which of what a person handed in for a lab is accepted, and what each is worth. */
import type { GradePolicy } from '../../lab/checks/grade.ts';
import { afterLateness, type Lateness, latenessOf } from '../lateness.ts';
import type { PersonalLab, PersonalTerms } from '../personal-terms.ts';
import { type Hundredths, share, toHundredths } from '../points.ts';
import type { AssignmentPolicy } from '../policy/assignment-policy.ts';
import { compare, type Grading, type Submission } from './handed-in.ts';
import { type Judgement, judgementOf } from './judgement.ts';

/** `no-attempt`: all attempts had been used when it came. */
export type Refusal = 'before-opening' | 'too-late' | 'no-attempt';

export interface Attempt {
  readonly submission: Submission;
  /** From 1, in the order in which they came. */
  readonly number: number;
  readonly lateness: Lateness;
  /** Why it counts for nothing; undefined where it was accepted. */
  readonly refused: Refusal | undefined;
  readonly judgement: Judgement;
  /** Before and after what is taken off for being late; undefined until it is judged. */
  readonly earned: Hundredths | undefined;
  readonly worth: Hundredths | undefined;
  /** The most that it can be worth, however it is judged. */
  readonly most: Hundredths;
}

/**
 * What a person handed in for a lab, in the order in which it came.
 *
 * What could not be graded uses no attempt. What was accepted because an earlier one could not be graded stays
 * accepted when that one is graded after all.
 */
export function attemptsAt(
  lab: PersonalLab,
  policy: AssignmentPolicy,
  terms: PersonalTerms,
  submissions: readonly Submission[],
  gradings: readonly Grading[],
): readonly Attempt[] {
  const own = submissions
    .filter((submission) => submission.lab === lab.lab)
    .sort((a, b) => compare(a.received, b.received) || compare(a.id, b.id));
  const attempts: Attempt[] = [];
  for (const [index, submission] of own.entries()) {
    const lateness = latenessOf(submission.uploadBegan, terms.end, policy);
    const used = attempts.filter((earlier) => usesAttempt(earlier, submission, gradings, policy.checks));
    const judgement = judgementOf(gradingsOf(submission, gradings), policy.checks);
    const possible = toHundredths(lab.points);
    const earned = judgement.kind === 'judged' ? share(possible, judgement.earned, judgement.of) : undefined;
    attempts.push({
      submission,
      number: index + 1,
      lateness,
      refused: refusalOf(submission, lateness, terms, used.length),
      judgement,
      earned,
      worth: earned === undefined ? undefined : afterLateness(earned, possible, lateness),
      most: afterLateness(possible, possible, lateness),
    });
  }
  return attempts;
}

const gradingsOf = ({ id }: Submission, gradings: readonly Grading[]) =>
  gradings.filter(({ submission }) => submission === id);

function refusalOf(
  submission: Submission,
  lateness: Lateness,
  terms: PersonalTerms,
  used: number,
): Refusal | undefined {
  if (submission.uploadBegan < terms.opens) return 'before-opening';
  if (lateness.kind === 'too-late') return 'too-late';
  return terms.attempts === 'unlimited' || used < terms.attempts ? undefined : 'no-attempt';
}

/** Whether an earlier one leaves an attempt less for a later one: not if it could not be graded, now or then. */
function usesAttempt(
  { submission, refused, judgement }: Attempt,
  later: Submission,
  gradings: readonly Grading[],
  policy: GradePolicy,
): boolean {
  if (refused !== undefined || judgement.kind === 'could-not-grade') return false;
  const then = gradingsOf(submission, gradings).filter(({ at }) => at <= later.received);
  return judgementOf(then, policy).kind !== 'could-not-grade';
}
