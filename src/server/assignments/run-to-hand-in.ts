import type { Assignment } from '../../grades/assignments/assignment.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { Run } from '../../lab/ports/store.ts';
import { type Caller, contextOf } from '../caller.ts';
import type { CourseStore } from './assignment-views.ts';
import { attemptContext } from './attempt-context.ts';

/**
 * The run that the caller works on, undefined where there is none. Where each attempt has values of its own it is that of
 * the attempt, for all but those who try the assignment out.
 */
export function findRunToHandIn(
  store: CourseStore,
  caller: Caller,
  assignment: Assignment,
  lab: LabId,
): Run | undefined {
  const of = { party: caller.party.id, lab };
  const own = () => store.findRun({ ...of, context: contextOf(caller, lab) });
  if (!assignment.policy.newValues) return own();
  const worker = { person: caller.person.id, party: caller.party.id };
  const run = store.findRun({ ...of, context: attemptContext(store, assignment, worker, lab) });
  const isTried = store.findEnrolled(assignment.course, worker.person) === undefined;
  return run ?? (isTried ? own() : undefined);
}

/** The same; throws where there is none. */
export function runToHandIn(store: CourseStore, caller: Caller, assignment: Assignment, lab: LabId): Run {
  const found = findRunToHandIn(store, caller, assignment, lab);
  if (found !== undefined) return found;
  const { id, policy } = assignment;
  if (!policy.newValues) throw notStarted(lab);
  throw new DrydockError('not-started', {
    message: store.listOpened(id).has(caller.person.id)
      ? `You have not started ${lab} for this attempt, so there is nothing to hand in. Each attempt has values of its own.`
      : `Each attempt at “${policy.title}” has values of its own, and you have not opened it.`,
    fix: 'Open the assignment, start the lab from there, work on it, and hand it in then.',
  });
}

export const notStarted = (lab: LabId) =>
  new DrydockError('not-started', {
    message: `You have not started ${lab}, so there is nothing to hand in.`,
    fix: 'Start the lab, work on it, and hand it in then.',
  });
