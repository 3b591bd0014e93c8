import type { AssignmentGrade } from '../grade/assignment-grade.ts';
import { gradeOf, type PersonalRecord } from '../grade/grade-of.ts';
import { gradingsInForce } from '../grade/handed-in.ts';
import { type RegradeDifference, regradeDifference } from '../regrade.ts';
import type { Instant } from '../time/instant.ts';
import type { Assignment } from './assignment.ts';
import type { AssignmentStore } from './assignment-store.ts';
import type { Regrade } from './grading-job.ts';

type Recorded = Pick<
  AssignmentStore,
  | 'listEnrolled'
  | 'listOpened'
  | 'listSubmissions'
  | 'listGradings'
  | 'listOverrides'
  | 'listAdjustments'
  | 'listRegrades'
>;

/**
 * All that is recorded of each person of the course in an assignment, in the order of the roster; with gradings of
 * drafts too. Of a pair each has what the pair handed in.
 */
export function personalRecords(
  store: Recorded,
  { id, course }: Pick<Assignment, 'id' | 'course'>,
): readonly PersonalRecord[] {
  const submissions = Map.groupBy(store.listSubmissions(id), ({ party }) => party);
  const gradings = Map.groupBy(store.listGradings(id), ({ submission }) => submission);
  const [opened, overrides, adjustments] = [
    store.listOpened(id),
    store.listOverrides(id),
    store.listAdjustments(id),
  ];
  return store.listEnrolled(course).map(({ id: person, party }) => {
    const own = submissions.get(party) ?? [];
    return {
      person,
      firstOpened: opened.get(person),
      adjustments: adjustments.filter((each) => each.person === person),
      submissions: own,
      gradings: own.flatMap((submission) => gradings.get(submission.id) ?? []),
      overrides: overrides.filter((each) => each.person === person),
    };
  });
}

/** The ids of an assignment's regrades that hold. */
export function appliedRegrades(
  store: Pick<Recorded, 'listRegrades'>,
  { id }: Pick<Assignment, 'id'>,
): ReadonlySet<string> {
  return new Set(store.listRegrades(id).flatMap((each) => (each.state === 'applied' ? [each.id] : [])));
}

/** The grade of each person of the course, by what is recorded now. */
export function gradesOf(
  store: Recorded,
  assignment: Assignment,
  now: Instant,
): ReadonlyMap<string, AssignmentGrade> {
  const applied = appliedRegrades(store, assignment);
  return new Map(
    personalRecords(store, assignment).map((record) => {
      const gradings = gradingsInForce(record.gradings, applied);
      return [record.person, gradeOf(assignment.policy, { ...record, gradings }, now)];
    }),
  );
}

/** What grades are, beside what they would be if a regrade were applied. */
export function regradeMoves(
  store: Recorded,
  assignment: Assignment,
  regrade: Pick<Regrade, 'id'>,
  now: Instant,
): RegradeDifference {
  const applied = appliedRegrades(store, assignment);
  const gradings = store.listGradings(assignment.id);
  const before = new Set([...applied].filter((id) => id !== regrade.id));
  return regradeDifference(
    assignment.policy,
    personalRecords(store, assignment),
    {
      before: gradingsInForce(gradings, before),
      after: gradingsInForce(gradings, new Set([...before, regrade.id])),
    },
    now,
  );
}
