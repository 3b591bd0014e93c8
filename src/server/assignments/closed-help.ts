import { changesInForce } from '../../grades/adjustment.ts';
import type { AssignmentStore } from '../../grades/assignments/assignment-store.ts';
import { personalTerms } from '../../grades/personal-terms.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';

type Asked = Pick<AssignmentStore, 'listAssignments' | 'findEnrolled' | 'listAdjustments' | 'listOpened'>;

/**
 * Throws `not-allowed` where an assignment that runs for a person keeps hints, or the solution, of a lab from them;
 * wherever else they work on it.
 */
export function requireHelp(
  store: Asked,
  person: string,
  lab: LabId,
  what: 'hints' | 'solutions',
  now: string,
): void {
  const closing = store.listAssignments().find(({ id, course, policy }) => {
    if (policy.shown[what] === 'open' || now < policy.window.opens) return false;
    if (store.findEnrolled(course, person) === undefined) return false;
    const changes = changesInForce(store.listAdjustments(id), person);
    const terms = personalTerms(policy, changes, store.listOpened(id).get(person));
    return terms.labs.some((each) => each.lab === lab) && now <= terms.lastMoment;
  });
  if (closing === undefined) return;
  throw new DrydockError('not-allowed', {
    message: `“${closing.policy.title}” keeps the ${what} of ${lab} closed while it runs.`,
    fix: 'Ask whoever teaches.',
  });
}
