/** Checks behind a grade, one case each, for formats that know of tests and not of attempts. */
import type { CheckGrade } from '../../lab/checks/grade.ts';
import type { AssignmentGrade } from '../grade/assignment-grade.ts';
import type { LabGrade } from '../grade/lab-grade.ts';

/**
 * `passed` and `failed` are decided. `skipped`: not counted, or the person is excused. `pending`: nothing is judged
 * yet. `undecided`: it could not be graded.
 */
export type CaseOutcome = 'passed' | 'failed' | 'skipped' | 'pending' | 'undecided';

export interface CheckCase {
  readonly lab: string;
  /** The title of the check; of a lab without a judged attempt, what there is instead. */
  readonly name: string;
  readonly outcome: CaseOutcome;
  /** Points of the lab's own checks. */
  readonly earned: number;
  readonly of: number;
  readonly message: string;
}

/** Of the attempts that count; of a lab of which none does, one case that says so. */
export function checkCases(grade: AssignmentGrade): readonly CheckCase[] {
  const isExcused = grade.state === 'excused';
  return grade.labs.flatMap((lab) => {
    const judged = lab.counted.flatMap((attempt) => casesOf(lab, attempt));
    const cases = judged.length > 0 && lab.state !== 'could-not-grade' ? judged : [wholeCase(lab)];
    return isExcused ? [{ ...wholeCase(lab), outcome: 'skipped', message: 'Excused.' }] : cases;
  });
}

function casesOf({ lab, counted }: LabGrade, { number, judgement }: LabGrade['counted'][number]) {
  if (judgement.kind !== 'judged') return [];
  return judgement.checks.map((check): CheckCase => {
    const result = judgement.results.find(({ id }) => id === check.check);
    const title = result?.title ?? check.check;
    return {
      lab: lab.lab,
      name: counted.length > 1 ? `${title} (number ${number})` : title,
      outcome: outcomeOf(check),
      earned: check.earned,
      of: check.of,
      message: result?.message ?? '',
    };
  });
}

function outcomeOf({ reason, of, isUndecided }: CheckGrade): CaseOutcome {
  if (isUndecided) return 'undecided';
  if (reason === 'passed') return 'passed';
  return reason === 'host-lacks' || (reason === 'error' && of === 0) ? 'skipped' : 'failed';
}

function wholeCase({ lab, state }: LabGrade): CheckCase {
  const base = { lab: lab.lab, name: lab.lab, earned: 0, of: 0 };
  switch (state) {
    case 'could-not-grade':
      return { ...base, outcome: 'undecided', message: 'It could not be graded.' };
    case 'missing':
      return { ...base, outcome: 'failed', message: 'Nothing was accepted in time.' };
    case 'late':
      return { ...base, outcome: 'failed', message: 'All came too late.' };
    case 'overridden':
      return { ...base, outcome: 'skipped', message: 'Points were given without checks.' };
    default:
      return { ...base, outcome: 'pending', message: 'Nothing is judged yet.' };
  }
}
