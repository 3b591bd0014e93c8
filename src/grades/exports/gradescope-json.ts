import type { AssignmentGrade } from '../grade/assignment-grade.ts';
import type { AssignmentPolicy } from '../policy/assignment-policy.ts';
import { checkCases } from './check-cases.ts';

/** See https://gradescope-autograders.readthedocs.io/en/latest/specs/ */
const visibility = {
  always: 'visible',
  'after-due': 'after_due_date',
  never: 'hidden',
} as const satisfies Record<AssignmentPolicy['shown']['results'], string>;

/**
 * The `results.json` of one person, as an autograder of Gradescope leaves it. Undefined while the grade is not decided:
 * the format has no word for that, and a score of 0 would be a lie. `evidence` is the head of the chain of evidence.
 */
export function gradescopeJson(
  policy: AssignmentPolicy,
  grade: AssignmentGrade,
  evidence: string | undefined,
): string | undefined {
  if (grade.points === undefined) return undefined;
  const results = {
    score: grade.points,
    output: grade.lines.join('\n'),
    output_format: 'text',
    visibility: visibility[policy.shown.results],
    stdout_visibility: 'hidden',
    tests: checkCases(grade).map(({ lab, name, outcome, earned, of, message }) => ({
      score: earned,
      max_score: of,
      ...(outcome === 'passed' || outcome === 'failed' ? { status: outcome } : {}),
      name: name === lab ? lab : `${lab}: ${name}`,
      name_format: 'text',
      output: message,
      output_format: 'text',
    })),
    extra_data: { state: grade.state, of: grade.of, ...(evidence === undefined ? {} : { evidence }) },
  };
  return `${JSON.stringify(results, undefined, 2)}\n`;
}
