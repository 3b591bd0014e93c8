import type { Assignment } from '../../grades/assignments/assignment.ts';
import type { Enrolled } from '../../grades/assignments/enrolled.ts';
import { appliedRegrades } from '../../grades/assignments/personal-records.ts';
import type { SubmittedWork } from '../../grades/assignments/submitted-work.ts';
import type { AssignmentGrade } from '../../grades/grade/assignment-grade.ts';
import type { PersonalRecord } from '../../grades/grade/grade-of.ts';
import { gradingsInForce } from '../../grades/grade/handed-in.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Caller } from '../caller.ts';
import type { CourseStore } from './assignment-views.ts';

export interface OwnRecord extends PersonalRecord {
  readonly enrolled: Enrolled | undefined;
  readonly party: string;
  readonly submissions: readonly SubmittedWork[];
}

/** All that is recorded of the caller; whoever leads and takes no part hands in to try it out. */
export function recordOf(store: CourseStore, { id, course }: Assignment, caller: Caller): OwnRecord {
  const person = caller.person.id;
  const enrolled = store.findEnrolled(course, person);
  const party = enrolled?.party ?? caller.party.id;
  const submissions = store.listSubmissions(id).filter((each) => each.party === party);
  const own = new Set(submissions.map((each) => each.id));
  return {
    enrolled,
    party,
    person,
    firstOpened: store.listOpened(id).get(person),
    adjustments: store.listAdjustments(id),
    overrides: store.listOverrides(id),
    submissions,
    gradings: gradingsInForce(
      store.listGradings(id).filter(({ submission }) => own.has(submission)),
      appliedRegrades(store, { id }),
    ),
  };
}

/** Throws `not-allowed` before it opens, and where time is counted from when its person opens it and they have not. */
export function requireOpened(
  { policy: { title, window } }: Assignment,
  firstOpened: string | undefined,
  now: string,
): void {
  if (now < window.opens)
    throw new DrydockError('not-allowed', {
      message: `“${title}” is not open yet.`,
      fix: `It opens at ${window.opens}.`,
    });
  if (window.minutes !== undefined && firstOpened === undefined)
    throw new DrydockError('not-allowed', {
      message: `You have not opened “${title}” yet: your time is counted from then.`,
      fix: 'Open it on the page /my-assignments/, and hand in then.',
    });
}

/** Of one lab, how many may wait to be judged, and how many that came too late are taken. */
const mostUncounted = 5;

/** How many attempts at a lab are left. What could not be graded uses none. */
export function attemptsLeft(grade: AssignmentGrade, lab: string): number | undefined {
  const { attempts } = grade.terms;
  const own = grade.labs.find((each) => each.lab.lab === lab)?.attempts ?? [];
  const used = own.filter(
    ({ refused, judgement }) => refused === undefined && judgement.kind !== 'could-not-grade',
  );
  return attempts === 'unlimited' ? undefined : Math.max(0, attempts - used.length);
}

/**
 * Throws where nothing more of a lab is taken from whoever the grade is of. What comes too late is taken, since an
 * extension may count it yet; what no attempt is left for is not.
 */
export function requireAttempt(
  { policy }: Pick<Assignment, 'policy'>,
  grade: AssignmentGrade,
  lab: string,
): void {
  const own = grade.labs.find((each) => each.lab.lab === lab);
  if (own === undefined)
    throw new DrydockError('not-found', {
      message: `${lab} is not part of “${policy.title}” for you.`,
      fix: `Its labs are: ${grade.terms.labs.map((each) => each.lab).join(', ')}.`,
    });
  // One grader works for all: who hands in what is not counted keeps it from nobody for long.
  const late = own.attempts.filter(({ refused }) => refused !== undefined).length;
  const waiting = own.attempts.filter(({ judgement }) => judgement.kind === 'waiting').length;
  if (late >= mostUncounted || waiting >= mostUncounted)
    throw new DrydockError('too-many', {
      message: `Enough of ${lab} was handed in that is not judged yet, or came too late.`,
      fix: 'What you handed in is kept. Wait until it is judged, or ask whoever teaches.',
    });
  if (attemptsLeft(grade, lab) !== 0) return;
  throw new DrydockError('not-allowed', {
    message: `All ${grade.terms.attempts} attempts at ${lab} are used.`,
    fix: 'Nothing was handed in, and what you handed in before counts. Ask whoever teaches for another attempt.',
  });
}
