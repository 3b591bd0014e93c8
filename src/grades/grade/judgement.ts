/** What the gradings of one submission say of it. */
import { type CheckGrade, type GradePolicy, grade } from '../../lab/checks/grade.ts';
import { type Hundredths, toHundredths } from '../points.ts';
import { type Grading, inOrder, type JudgedCheck } from './handed-in.ts';

/**
 * `judged`: what its checks earned, each as the look saw it that saw least. Unstable where one look saw a check pass
 * and another did not.
 */
export type Judgement =
  | {
      readonly kind: 'judged';
      readonly grading: Grading;
      readonly isUnstable: boolean;
      /** Points of the lab's own checks, as hundredths. */
      readonly earned: Hundredths;
      readonly of: Hundredths;
      readonly checks: readonly CheckGrade[];
      readonly results: readonly JudgedCheck[];
      /** Why a later grading came to nothing. */
      readonly failedSince: string | undefined;
    }
  | { readonly kind: 'could-not-grade'; readonly cause: string }
  | { readonly kind: 'waiting' };

/** By the latest of a submission's gradings that came to a judgement; a later one that did not takes nothing away. */
export function judgementOf(gradings: readonly Grading[], policy: GradePolicy): Judgement {
  const judgements = inOrder(gradings).map((grading) => judge(grading, policy));
  const last = judgements.at(-1);
  const standing = judgements.findLast((each) => each.kind === 'judged');
  if (last?.kind === 'could-not-grade' && standing) return { ...standing, failedSince: last.cause };
  return last ?? { kind: 'waiting' };
}

function judge(grading: Grading, policy: GradePolicy): Exclude<Judgement, { readonly kind: 'waiting' }> {
  const { outcome } = grading;
  if (outcome.kind === 'could-not-grade') return outcome;
  const { results, isUnstable } = leastOf(outcome.looks, policy);
  const { earned, of, isComplete, checks } = grade(results, policy);
  if (!isComplete) {
    const open = checks.filter(({ isUndecided }) => isUndecided).map(({ check }) => check);
    return { kind: 'could-not-grade', cause: `nothing could be decided about ${open.join(', ')}` };
  }
  if (of === 0) return { kind: 'could-not-grade', cause: 'none of its checks could be counted here' };
  return {
    kind: 'judged',
    grading,
    isUnstable,
    earned: toHundredths(earned),
    of: toHundredths(of),
    checks,
    results,
    failedSince: undefined,
  };
}

/** Each check as the look saw it that saw least of it. One that a look does not have was not seen by it. */
function leastOf(looks: readonly (readonly JudgedCheck[])[], policy: GradePolicy) {
  const [first = [], ...others] = looks;
  let isUnstable = false;
  const results = first.map((result) => {
    const seen = [result, ...others.map((look) => look.find(({ id }) => id === result.id) ?? unseen(result))];
    const ranks = seen.map((each) => rank(each, policy));
    if (ranks.includes(0) && ranks.includes(2)) isUnstable = true;
    return seen.reduce((least, each) => (rank(each, policy) < rank(least, policy) ? each : least));
  });
  const extra = others.flat().filter(({ id }) => !first.some((result) => result.id === id));
  return { results: [...results, ...extra.map(unseen)], isUnstable: isUnstable || extra.length > 0 };
}

const unseen = (result: JudgedCheck): JudgedCheck => ({
  ...result,
  status: 'fail',
  message: 'One look did not see it.',
  unknown: undefined,
  cause: undefined,
});

/** What is not passed is less than what is not counted or not decided, which is less than a pass. */
function rank(result: JudgedCheck, policy: GradePolicy): 0 | 1 | 2 {
  const [check] = grade([{ ...result, guard: false, points: 1 }], policy).checks;
  if (check === undefined || check.reason === 'passed') return 2;
  return check.isUndecided || check.of === 0 ? 1 : 0;
}
