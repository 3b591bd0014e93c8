import type { Assignment } from '../../grades/assignments/assignment.ts';
import type { Regrade } from '../../grades/assignments/grading-job.ts';
import { regradeMoves } from '../../grades/assignments/personal-records.ts';
import type { AssignmentGrade } from '../../grades/grade/assignment-grade.ts';
import { latest } from '../../grades/time/instant.ts';
import type { CheckGrade } from '../../lab/checks/grade.ts';
import type { RegradableView, RegradeView } from '../../lab/wire/regrades.ts';
import type { GradingDesk } from '../../runner/replay/grading-desk.ts';
import type { Caller } from '../caller.ts';
import { mayInCourse } from '../permissions.ts';
import type { CourseStore } from './assignment-views.ts';
import { isOpenJob, listQueue } from './grading-queue.ts';

/** A regrade, with how far it is and who would move, or moved, by it. */
export function viewRegrade(
  store: CourseStore,
  assignment: Assignment,
  regrade: Regrade,
  now: string,
): RegradeView {
  const { id, state, reason, at, labs, by, decidedBy, decidedAt } = regrade;
  const { moves, held } = regradeMoves(store, assignment, regrade, now);
  const nameOf = (person: string) => store.findPerson(person)?.name ?? '';
  const jobs = store.listJobs(assignment.id).filter((job) => job.regrade === id);
  const gradings = store.listGradings(assignment.id).filter((grading) => grading.regrade === id);
  const played = gradings.filter(({ job }) => job !== undefined);
  const last = latest(played.map((grading) => grading.at));
  return {
    id,
    state,
    reason,
    at,
    by: nameOf(by),
    ...(decidedBy === undefined || decidedAt === undefined
      ? {}
      : { decided: { by: nameOf(decidedBy), at: decidedAt } }),
    labs: labs.map((each) => ({ ...each })),
    judged: gradings.length - played.length,
    played: played.length,
    failed: played.filter(({ outcome }) => outcome.kind === 'could-not-grade').length,
    ...(last === undefined ? {} : { lastAt: last }),
    waiting: jobs.filter(isOpenJob).length,
    moves: moves.map(({ person, before, after, by: more, checks }) => ({
      person,
      name: nameOf(person),
      before: worthOf(before),
      after: worthOf(after),
      by: more ?? null,
      checks: checks.map((move) => ({
        lab: move.lab,
        check: move.check,
        title: titleOf([after, before], move.check),
        before: reasonOf(move.before),
        after: reasonOf(move.after),
        counts: move.counts,
      })),
    })),
    held: held.map(({ person }) => nameOf(person)),
  };
}

const worthOf = ({ state, points }: AssignmentGrade) => ({ state, points: points ?? null });

const reasonOf = (grade: CheckGrade | undefined) => grade?.reason ?? 'not judged';

/** What a check is called where one of the grades judged it; else its id. */
function titleOf(grades: readonly AssignmentGrade[], check: string): string {
  const judgements = grades.flatMap(({ labs }) =>
    labs.flatMap(({ attempts }) => attempts.map(({ judgement }) => judgement)),
  );
  for (const judgement of judgements) {
    const results = judgement.kind === 'judged' ? judgement.results : [];
    const found = results.find(({ id }) => id === check);
    if (found !== undefined) return found.title;
  }
  return check;
}

/** What labs as they are now have not judged: by lab and person, and whether what was seen is enough for it. */
export function viewRegradable(
  store: CourseStore,
  desk: Pick<GradingDesk, 'planRegrade'>,
  assignment: Assignment,
  caller: Caller,
): RegradableView {
  const planned = desk.planRegrade(assignment);
  const byLab = Map.groupBy(planned, ({ lab }) => lab.id);
  return {
    title: assignment.policy.title,
    zone: assignment.policy.zone,
    mayChange: mayInCourse(caller, 'grade.change', assignment.course),
    labs: [...byLab].flatMap(([lab, works]) => {
      const [first] = works;
      if (first === undefined) return [];
      const people = Map.groupBy(works, ({ work }) => work.person);
      return [
        {
          lab,
          from: first.from,
          to: first.lab.contentHash,
          people: Array.from(people, ([person, own]) => ({
            person,
            name: store.findPerson(person)?.name ?? '',
            seen: own.filter(({ seen }) => seen !== undefined).map(({ work }) => work.id),
            again: own.filter(({ seen }) => seen === undefined).map(({ work }) => work.id),
          })),
        },
      ];
    }),
    queue: listQueue(store).length,
  };
}
