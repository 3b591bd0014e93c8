/** What a regrade would change: a list of people, to be read before it is applied. */
import type { CheckGrade } from '../lab/checks/grade.ts';
import type { LabId } from '../lab/lab-id.ts';
import type { AssignmentGrade } from './grade/assignment-grade.ts';
import type { Attempt } from './grade/attempts.ts';
import { gradeOf, type PersonalRecord } from './grade/grade-of.ts';
import type { Grading } from './grade/handed-in.ts';
import type { AssignmentPolicy } from './policy/assignment-policy.ts';
import type { Instant } from './time/instant.ts';

export interface RegradeDifference {
  /** Everybody whose state, points or passing is another one, and nobody else. */
  readonly moves: readonly RegradeMove[];
  /** Those of whom checks are judged otherwise and the grade stays: overridden, excused, or another attempt counts. */
  readonly held: readonly RegradeMove[];
}

export interface RegradeMove {
  readonly person: string;
  readonly before: AssignmentGrade;
  readonly after: AssignmentGrade;
  /** Points more; undefined where they are not decided before or after. */
  readonly by: number | undefined;
  /** Everything that is judged otherwise, whether it counts or not. */
  readonly checks: readonly CheckMove[];
}

/** A check of one submission that is judged otherwise; undefined where one of the two did not judge it. */
export interface CheckMove {
  readonly lab: LabId;
  readonly submission: string;
  readonly check: string;
  readonly before: CheckGrade | undefined;
  readonly after: CheckGrade | undefined;
  /** Its submission counts, before or after. */
  readonly counts: boolean;
}

/**
 * What grades are by some gradings, beside what they are by others: those in force before, and those that would be in
 * force if a regrade were applied. Records bring everything but gradings. People come in the order of the records.
 */
export function regradeDifference(
  policy: AssignmentPolicy,
  records: readonly Omit<PersonalRecord, 'gradings'>[],
  gradings: { readonly before: readonly Grading[]; readonly after: readonly Grading[] },
  now: Instant,
): RegradeDifference {
  const before = bySubmission(gradings.before);
  const after = bySubmission(gradings.after);
  const all = records.map((record): RegradeMove => {
    const gradeBy = (known: typeof before) =>
      gradeOf(policy, { ...record, gradings: gradingsOf(record, known) }, now);
    return moveOf(record.person, gradeBy(before), gradeBy(after));
  });
  return {
    moves: all.filter(({ before, after }) => !isSame(before, after)),
    held: all.filter(({ before, after, checks }) => isSame(before, after) && checks.length > 0),
  };
}

const isSame = (one: AssignmentGrade, other: AssignmentGrade) =>
  one.state === other.state && one.points === other.points && one.isPassed === other.isPassed;

function bySubmission(gradings: readonly Grading[]): ReadonlyMap<string, readonly Grading[]> {
  return Map.groupBy(gradings, ({ submission }) => submission);
}

const gradingsOf = (
  { submissions }: Pick<PersonalRecord, 'submissions'>,
  known: ReadonlyMap<string, readonly Grading[]>,
) => submissions.flatMap(({ id }) => known.get(id) ?? []);

function moveOf(person: string, before: AssignmentGrade, after: AssignmentGrade): RegradeMove {
  const cents = (points: number) => Math.round(points * 100);
  const by =
    before.points === undefined || after.points === undefined
      ? undefined
      : (cents(after.points) - cents(before.points)) / 100;
  return { person, before, after, by, checks: checkMoves(before, after) };
}

function checkMoves(before: AssignmentGrade, after: AssignmentGrade): readonly CheckMove[] {
  return after.labs.flatMap(({ lab, attempts, counted }, index) => {
    const old = before.labs[index];
    const counts = (id: string) =>
      [...counted, ...(old?.counted ?? [])].some(({ submission }) => submission.id === id);
    return attempts.flatMap((attempt, number) => {
      const { id } = attempt.submission;
      return judgedOtherwise(old?.attempts[number], attempt).map((move) => ({
        ...move,
        lab: lab.lab,
        submission: id,
        counts: counts(id),
      }));
    });
  });
}

function judgedOtherwise(before: Attempt | undefined, after: Attempt) {
  const old = checksOf(before);
  const mended = checksOf(after);
  const ids = new Set([...old, ...mended].map(({ check }) => check));
  return [...ids].flatMap((check) => {
    const was = old.find((each) => each.check === check);
    const is = mended.find((each) => each.check === check);
    const stays = was?.of === is?.of && was?.reason === is?.reason;
    return stays ? [] : [{ check, before: was, after: is }];
  });
}

const checksOf = (attempt: Attempt | undefined): readonly CheckGrade[] =>
  attempt?.judgement.kind === 'judged' ? attempt.judgement.checks : [];
