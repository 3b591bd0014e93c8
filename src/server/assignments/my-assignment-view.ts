import type { Assignment } from '../../grades/assignments/assignment.ts';
import { sayKept } from '../../grades/assignments/kept-until.ts';
import type { AssignmentGrade } from '../../grades/grade/assignment-grade.ts';
import { gradeOf } from '../../grades/grade/grade-of.ts';
import { type PersonalTerms, resultsShownFrom, showsResults } from '../../grades/personal-terms.ts';
import { describePolicy, describeTerms } from '../../grades/policy/describe-policy.ts';
import type { Instant } from '../../grades/time/instant.ts';
import { sayLength } from '../../grades/time/time-words.ts';
import { type Zone, ZoneSchema } from '../../grades/time/zoned-time.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { MyAssignmentView, MyLabView } from '../../lab/wire/my-assignments.ts';
import type { GradingDesk } from '../../runner/replay/grading-desk.ts';
import type { Caller } from '../caller.ts';
import { type CourseStore, courseOf, viewGrade, whyNot } from './assignment-views.ts';
import { listQueue } from './grading-queue.ts';
import { attemptsLeft, recordOf, requireAttempt, requireOpened } from './own-record.ts';
import { findRunToHandIn } from './run-to-hand-in.ts';
import { viewAttempt, viewSubmitted } from './submitted-views.ts';

interface ViewParts {
  readonly store: CourseStore;
  readonly grading: Pick<GradingDesk, 'whyNotGraded'>;
  readonly clock: () => Date;
}

/** An assignment as it is for the caller: no reason of an accommodation, and results as far as they are shown now. */
export function viewMine(
  { store, grading, clock }: ViewParts,
  assignment: Assignment,
  caller: Caller,
  reader: string | undefined,
): MyAssignmentView {
  const { id, policy } = assignment;
  const now = clock().toISOString();
  const record = recordOf(store, assignment, caller);
  const { firstOpened, person } = record;
  const grade = gradeOf(policy, record, now);
  const { terms } = grade;
  const areShown = showsResults(policy, terms, now);
  const from = resultsShownFrom(policy, terms);
  const zone = zoneOf(reader) ?? policy.zone;
  const jobs = store.listJobs(id).filter(({ regrade }) => regrade === undefined);
  const queue = listQueue(store);
  const keepDays = store.listCourses().find((course) => course.id === assignment.course)?.keepDays;
  return {
    id,
    title: policy.title,
    course: courseOf(store, assignment).title,
    zone: policy.zone,
    opens: policy.window.opens,
    due: policy.window.due,
    end: terms.end,
    lastMoment: terms.lastMoment,
    phase: phaseOf(terms, now),
    sentences: [...describePolicy(policy, zone), sayKept(keepDays)],
    terms: [...describeTerms(policy, terms, zone)],
    ...(terms.length === undefined ? {} : { length: sayLength(terms.length) }),
    ...(firstOpened === undefined ? {} : { firstOpened }),
    results: { areShown, ...(from === undefined ? {} : { from }) },
    labs: terms.labs.map(({ lab, points, insteadOf }): MyLabView => {
      const closed = whyClosed(assignment, grade, lab, firstOpened, now);
      const cannotGrade = whyNot(grading, lab);
      return {
        lab,
        points,
        ...(insteadOf === undefined ? {} : { insteadOf }),
        attemptsLeft: attemptsLeft(grade, lab) ?? null,
        isStarted: findRunToHandIn(store, caller, assignment, lab) !== undefined,
        ...(closed === undefined ? {} : { closed }),
        ...(cannotGrade === undefined ? {} : { cannotGrade }),
      };
    }),
    submissions: record.submissions.map((work) => {
      const job = jobs.find(({ submission }) => submission === work.id);
      const attempt = viewAttempt(grade, work.id, areShown);
      return {
        ...viewSubmitted(work, { gradings: record.gradings, job, queue }),
        ...(attempt === undefined ? {} : { attempt }),
      };
    }),
    ...(areShown ? { grade: viewGrade(caller.person.name, grade) } : {}),
    comments: store
      .listComments(id)
      .filter((each) => each.person === person)
      .map(({ at, text }) => ({ at, text })),
  };
}

function phaseOf(
  { isExcused, opens, end, lastMoment }: PersonalTerms,
  now: Instant,
): MyAssignmentView['phase'] {
  if (isExcused) return 'excused';
  if (now < opens) return 'not-open';
  if (now <= end) return 'open';
  return now <= lastMoment ? 'late' : 'over';
}

/** Why nothing of a lab can be handed in now; undefined where it can. */
function whyClosed(
  assignment: Assignment,
  grade: AssignmentGrade,
  lab: LabId,
  firstOpened: Instant | undefined,
  now: Instant,
): string | undefined {
  try {
    requireOpened(assignment, firstOpened, now);
    requireAttempt(assignment, grade, lab);
    return undefined;
  } catch (error) {
    if (error instanceof DrydockError) return error.message;
    throw error;
  }
}

/** Browsers know zones that this machine does not: then the course's is taken. */
function zoneOf(reader: string | undefined): Zone | undefined {
  return ZoneSchema.safeParse(reader).data;
}
