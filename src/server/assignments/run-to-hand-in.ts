import type { Assignment } from '../../grades/assignments/assignment.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { Run } from '../../lab/ports/store.ts';
import { type Caller, contextOf } from '../caller.ts';
import type { CourseStore } from './assignment-views.ts';
import { attemptContext } from './attempt-context.ts';

/**
 * The run that the caller works on. Where each attempt has values of its own it is that of the attempt, for all but
 * those who try the assignment out.
 */
export function runToHandIn(store: CourseStore, caller: Caller, assignment: Assignment, lab: LabId): Run {
  const of = { party: caller.party.id, lab };
  const own = () => store.findRun({ ...of, context: contextOf(caller, lab) });
  const { id, course, policy } = assignment;
  if (!policy.newValues) {
    const run = own();
    if (run !== undefined) return run;
    throw notStarted(lab);
  }
  const worker = { person: caller.person.id, party: caller.party.id };
  const run = store.findRun({ ...of, context: attemptContext(store, assignment, worker, lab) });
  const isTried = store.findEnrolled(course, worker.person) === undefined;
  const found = run ?? (isTried ? own() : undefined);
  if (found !== undefined) return found;
  throw new DrydockError('not-started', {
    message: store.listOpened(id).has(worker.person)
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
