/** The grade of a person for an assignment: a function of what is recorded, and recorded nowhere itself. */
import { type Adjustment, changesInForce } from '../adjustment.ts';
import { type PersonalTerms, personalTerms } from '../personal-terms.ts';
import { toHundredths, toPoints } from '../points.ts';
import type { AssignmentPolicy } from '../policy/assignment-policy.ts';
import type { Instant } from '../time/instant.ts';
import type { AssignmentGrade, GradeState } from './assignment-grade.ts';
import { gradeLines } from './grade-lines.ts';
import type { Override } from './handed-in.ts';
import { type LabGrade, type LabState, type LabWork, labGrade, overrideOf } from './lab-grade.ts';

/** All that is recorded of one person in one assignment. What is of others is passed over. */
export interface PersonalRecord extends LabWork {
  readonly person: string;
  readonly firstOpened: Instant | undefined;
  readonly adjustments: readonly Adjustment[];
}

/**
 * The grade of a person at a moment (which says only whether there is still time). Who is excused has none, whatever
 * else is recorded; an override of the whole stands before those of labs, and these before what was judged.
 */
export function gradeOf(policy: AssignmentPolicy, record: PersonalRecord, now: Instant): AssignmentGrade {
  const { person, firstOpened, adjustments, submissions, gradings } = record;
  const overrides = record.overrides.filter((each) => each.person === person);
  const terms = personalTerms(policy, changesInForce(adjustments, person), firstOpened);
  const labs = terms.labs.map((lab) =>
    labGrade(lab, policy, terms, { submissions, gradings, overrides }, now),
  );
  const override = overrideOf(overrides, undefined);
  const state = stateOf(terms, labs, override);
  const of = labs.reduce((all, lab) => all + lab.of, 0);
  const points = totalOf(state, labs, override);
  const grade = {
    person,
    state,
    points: points === undefined ? undefined : toPoints(points),
    of: toPoints(of),
    isPassed:
      points === undefined || policy.pass === undefined
        ? undefined
        : points * 10_000 >= toHundredths(policy.pass) * of,
    terms,
    labs,
    override,
  };
  return { ...grade, lines: gradeLines(policy, grade) };
}

/** The first of these that a lab is in says what the whole is; all labs have to be missing for it to be missing. */
const order: readonly LabState[] = ['could-not-grade', 'waiting', 'not-open', 'open', 'unstable', 'late'];

function stateOf(
  terms: PersonalTerms,
  labs: readonly LabGrade[],
  override: Override | undefined,
): GradeState {
  if (terms.isExcused) return 'excused';
  if (override) return 'overridden';
  const found = order.find((state) => labs.some((lab) => lab.state === state));
  if (found) return found;
  if (labs.every(({ state }) => state === 'missing')) return 'missing';
  return labs.some(({ state }) => state === 'overridden') ? 'overridden' : 'graded';
}

function totalOf(state: GradeState, labs: readonly LabGrade[], override: Override | undefined) {
  if (state === 'excused') return undefined;
  if (override) return toHundredths(override.points ?? 0);
  const decided = labs.flatMap(({ points }) => (points === undefined ? [] : [points]));
  return decided.length === labs.length ? decided.reduce((all, each) => all + each, 0) : undefined;
}
