/** Has grades go to the learning platforms from which learners came to an assignment. */
import type { AssignmentStore } from '../../grades/assignments/assignment-store.ts';
import { gradesOf } from '../../grades/assignments/personal-records.ts';
import type { AssignmentGrade } from '../../grades/grade/assignment-grade.ts';
import { showsResults } from '../../grades/personal-terms.ts';
import type { AssignmentPolicy } from '../../grades/policy/assignment-policy.ts';
import type { Instant } from '../../grades/time/instant.ts';
import type { LtiLinked, LtiScore, LtiStore } from '../../lab/ports/lti-store.ts';
import { assignmentOf } from '../lti/destinations.ts';

export interface ScoreGivingParts {
  readonly store: AssignmentStore & Pick<LtiStore, 'listLinked' | 'giveScore'>;
  readonly clock: () => Date;
}

/** Where nothing was recorded, grades change by the clock alone: due times pass. */
const atLeastEveryMs = 600_000;

/**
 * Each call compares grades with the scores that were given last, and gives those that differ. So whatever changes a
 * grade is found: a grading, an override, an adjustment, a regrade that is applied, another policy, a due time, a
 * learner who comes by the link only later. What was not changed is not asked for.
 */
export function makeScoreGiving({ store, clock }: ScoreGivingParts): () => void {
  const seen = new Map<string, { readonly mark: string; readonly atMs: number }>();
  const give = (assignment: string, linked: readonly LtiLinked[], now: Date): void => {
    const mark = store.gradeMark(assignment) + JSON.stringify(linked);
    const before = seen.get(assignment);
    if (before?.mark === mark && Math.abs(now.getTime() - before.atMs) < atLeastEveryMs) return;
    seen.set(assignment, { mark, atMs: now.getTime() });
    const found = store.findAssignment(assignment);
    if (found === undefined) return;
    const grades = gradesOf(store, found, now.toISOString());
    const given = new Set<string>();
    for (const { destination, person, last } of linked) {
      const grade = grades.get(person);
      const score = grade && scoreOf(found.policy, grade, now.toISOString());
      const isNews = score !== undefined && (last?.given !== score.given || last?.of !== score.of);
      // Nobody forgets what they never had.
      if (!isNews || given.has(person) || (score.given === undefined && last?.given === undefined)) continue;
      given.add(person);
      store.giveScore(destination, person, score);
    }
  };
  return () => {
    const now = clock();
    const linked = Map.groupBy(store.listLinked(), ({ destination }) => assignmentOf(destination));
    for (const [assignment, of] of linked) if (assignment !== undefined) give(assignment, of, now);
  };
}

/**
 * What a platform is told; undefined where it keeps what it has. A score shows its learner how they did, so it goes once
 * results are shown. Who is excused, and who has nothing yet that could be judged, has no score. What is being judged,
 * and what could not be, says nothing against the score of before.
 */
function scoreOf(policy: AssignmentPolicy, grade: AssignmentGrade, now: Instant): LtiScore | undefined {
  const { state, points, of, terms } = grade;
  if (!showsResults(policy, terms, now)) return undefined;
  if (points !== undefined) return { given: points, of };
  return state === 'excused' || state === 'open' || state === 'not-open'
    ? { given: undefined, of }
    : undefined;
}
