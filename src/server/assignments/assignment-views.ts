/** What is told of assignments, people and their work. */
import type { Assignment } from '../../grades/assignments/assignment.ts';
import type { AssignmentStore } from '../../grades/assignments/assignment-store.ts';
import { gradesOf } from '../../grades/assignments/personal-records.ts';
import type { Gradebook } from '../../grades/exports/gradebook.ts';
import type { AssignmentGrade } from '../../grades/grade/assignment-grade.ts';
import { toPoints } from '../../grades/points.ts';
import { describePolicy } from '../../grades/policy/describe-policy.ts';
import type { Instant } from '../../grades/time/instant.ts';
import { writeLocalTime } from '../../grades/time/zoned-time.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { EvidenceStore } from '../../lab/ports/evidence.ts';
import type { Course } from '../../lab/ports/session-store.ts';
import type { Store } from '../../lab/ports/store.ts';
import type { AssignmentView, GradeView } from '../../lab/wire/assignments.ts';
import type { GradingDesk } from '../../runner/replay/grading-desk.ts';
import { readerZone } from './preview-policy.ts';

export type CourseStore = Store & AssignmentStore & Pick<EvidenceStore, 'findEvidence' | 'evidenceHead'>;

/** The course of an assignment; its rows refer to one that is there. */
export function courseOf(
  store: Pick<Store, 'listCourses'>,
  { course }: Pick<Assignment, 'course'>,
): Omit<Course, 'keepDays'> {
  const found = store.listCourses().find(({ id }) => id === course);
  const { title, zone } = found ?? { title: 'A course', zone: 'UTC' };
  return { id: course, title, zone };
}

export function viewAssignment(
  store: CourseStore,
  desk: Pick<GradingDesk, 'whyNotGraded'>,
  assignment: Assignment,
  reader?: string,
): AssignmentView {
  const { id, version, policy } = assignment;
  const jobs = store.listJobs(id).filter(({ regrade }) => regrade === undefined);
  return {
    id,
    course: { ...courseOf(store, assignment) },
    title: policy.title,
    version,
    opens: policy.window.opens,
    due: policy.window.due,
    labs: policy.labs.map(({ lab, points }) => ({ lab, points })),
    policy,
    typed: {
      opens: writeLocalTime(policy.window.opens, policy.zone),
      due: writeLocalTime(policy.window.due, policy.zone),
    },
    sentences: [...describePolicy(policy, readerZone(reader, policy.zone))],
    cannotGrade: policy.labs.flatMap(({ lab }) => {
      const why = whyNot(desk, lab);
      return why === undefined ? [] : [{ lab, why }];
    }),
    submissions: jobs.length,
    waiting: jobs.filter(({ state }) => state === 'waiting' || state === 'leased').length,
  };
}

/** Why work on a lab cannot be graded here, one that is not here among it; undefined where it can. */
export function whyNot(desk: Pick<GradingDesk, 'whyNotGraded'>, lab: LabId): string | undefined {
  try {
    return desk.whyNotGraded(lab);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export function viewGrade(name: string, grade: AssignmentGrade): GradeView {
  const { person, state, points, of, isPassed, labs, lines } = grade;
  return {
    person,
    name,
    state,
    points: points ?? null,
    of,
    isPassed: isPassed ?? null,
    labs: labs.map((lab) => ({
      lab: lab.lab.lab,
      state: lab.state,
      points: lab.points === undefined ? null : toPoints(lab.points),
      of: toPoints(lab.of),
      submissions: lab.attempts.map(({ submission }) => submission.id),
    })),
    lines: [...lines],
  };
}

/** Grades of one assignment, as every export takes them. */
export function gradebookOf(store: CourseStore, assignment: Assignment, at: Instant): Gradebook {
  const grades = gradesOf(store, assignment, at);
  return {
    course: courseOf(store, assignment).title,
    at,
    evidence: store.evidenceHead(),
    assignments: [{ id: assignment.id, policy: assignment.policy }],
    rows: store.listEnrolled(assignment.course).flatMap((person) => {
      const grade = grades.get(person.id);
      return grade === undefined ? [] : [{ person, grades: new Map([[assignment.id, grade]]) }];
    }),
  };
}
