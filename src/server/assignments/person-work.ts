import type { Assignment } from '../../grades/assignments/assignment.ts';
import { appliedRegrades, personalRecords } from '../../grades/assignments/personal-records.ts';
import { gradeOf } from '../../grades/grade/grade-of.ts';
import { gradingsInForce } from '../../grades/grade/handed-in.ts';
import { overrideOf } from '../../grades/grade/lab-grade.ts';
import { describeTerms } from '../../grades/policy/describe-policy.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Action } from '../../lab/people/action.ts';
import type { PersonWorkView } from '../../lab/wire/submissions.ts';
import type { Caller } from '../caller.ts';
import { mayInCourse } from '../permissions.ts';
import { type CourseStore, courseOf, viewGrade } from './assignment-views.ts';
import { listQueue } from './grading-queue.ts';
import { viewAttempt, viewSubmitted } from './submitted-views.ts';
import { viewEachAdjustment } from './view-adjustments.ts';

interface ViewParts {
  readonly store: CourseStore;
  readonly clock: () => Date;
}

/** Throws `not-found` for somebody who takes no part. */
export function viewPersonWork(
  { store, clock }: ViewParts,
  assignment: Assignment,
  person: string,
  caller: Caller,
): PersonWorkView {
  const { id, course, policy } = assignment;
  const enrolled = store.listEnrolled(course);
  const own = enrolled.find((each) => each.id === person);
  const found = personalRecords(store, assignment).find((each) => each.person === person);
  if (own === undefined || found === undefined)
    throw new DrydockError('not-found', { message: `Nobody of the id ${person} takes part.` });
  const record = { ...found, gradings: gradingsInForce(found.gradings, appliedRegrades(store, assignment)) };
  const grade = gradeOf(policy, record, clock().toISOString());
  const jobs = store.listJobs(id).filter(({ regrade }) => regrade === undefined);
  const queue = listQueue(store);
  const isAllowed = (action: Action) => mayInCourse(caller, action, course, person);
  const nameOf = (of: string) => store.findPerson(of)?.name ?? '';
  return {
    assignment: id,
    title: policy.title,
    course: { ...courseOf(store, assignment) },
    person,
    name: own.name,
    sections: [...own.sections],
    pair: enrolled.filter((each) => each.party === own.party && each.id !== person).map(({ name }) => name),
    mayChange: isAllowed('grade.change'),
    mayComment: isAllowed('grade.comment'),
    grade: viewGrade(own.name, grade),
    terms: [...describeTerms(policy, grade.terms, policy.zone)],
    labs: grade.terms.labs.map(({ lab, points, insteadOf }) => ({
      lab,
      points,
      ...(insteadOf === undefined ? {} : { insteadOf }),
    })),
    submissions: store
      .listSubmissions(id)
      .filter(({ party }) => party === own.party)
      .map((work) => {
        const job = jobs.find(({ submission }) => submission === work.id);
        const attempt = viewAttempt(grade, work.id, true);
        return {
          ...viewSubmitted(work, { gradings: record.gradings, job, queue }),
          ...(attempt === undefined ? {} : { attempt }),
        };
      }),
    adjustments: viewEachAdjustment(store, record.adjustments, person, {
      course: policy.zone,
      reader: policy.zone,
    }),
    overrides: record.overrides.map(({ id: of, lab, points, reason, by, at }) => ({
      id: of,
      ...(lab === undefined ? {} : { lab }),
      points,
      reason,
      by: nameOf(by),
      at,
      holds: overrideOf(record.overrides, lab)?.id === of,
    })),
    comments: store
      .listComments(id)
      .filter((each) => each.person === person)
      .map(({ id: of, by, at, text }) => ({ id: of, by: nameOf(by), at, text })),
  };
}
