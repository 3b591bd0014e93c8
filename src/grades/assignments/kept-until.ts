/** How long what is handed in to an assignment is kept. */
import { countDays } from '../../lab/wire/work-days.ts';
import { changesInForce } from '../adjustment.ts';
import { personalTerms } from '../personal-terms.ts';
import { type Instant, latest } from '../time/instant.ts';
import { addCalendarDays } from '../time/zoned-time.ts';
import type { Assignment } from './assignment.ts';
import type { AssignmentStore } from './assignment-store.ts';

/**
 * The moment from which on it is kept no more: so many days of the course's calendar after nothing more is accepted of
 * anybody in the course, whatever they were given more time for.
 */
export function keptUntil(
  store: Pick<AssignmentStore, 'listEnrolled' | 'listAdjustments' | 'listOpened'>,
  { id, course, policy }: Assignment,
  days: number,
): Instant {
  const [adjustments, opened] = [store.listAdjustments(id), store.listOpened(id)];
  const ofAll = personalTerms(policy, [], undefined).lastMoment;
  const ofEach = store
    .listEnrolled(course)
    .map(
      ({ id: person }) =>
        personalTerms(policy, changesInForce(adjustments, person), opened.get(person)).lastMoment,
    );
  return addCalendarDays(latest([ofAll, ...ofEach]) ?? ofAll, days, policy.zone);
}

/** As it is told whoever hands in. */
export const sayKept = (days: number | undefined): string =>
  days === undefined
    ? 'What you hand in is kept until you are erased from this server.'
    : `What you hand in is kept for ${countDays(days)} after nothing more is accepted of anybody, and then removed; what each check came to stays.`;
