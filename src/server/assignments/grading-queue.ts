import type { AssignmentStore } from '../../grades/assignments/assignment-store.ts';
import type { GradingJob } from '../../grades/assignments/grading-job.ts';

export const isOpenJob = ({ state }: Pick<GradingJob, 'state'>): boolean =>
  state === 'waiting' || state === 'leased';

/**
 * The jobs of all assignments that are to be done, in the order in which they are taken: what was handed in before what
 * is graded anew, and of both the oldest first. One that waits for a time may be overtaken.
 */
export function listQueue(
  store: Pick<AssignmentStore, 'listAssignments' | 'listJobs'>,
): readonly GradingJob[] {
  const open = store.listAssignments().flatMap(({ id }) => store.listJobs(id).filter(isOpenJob));
  const isLater = ({ regrade }: GradingJob) => (regrade === undefined ? 0 : 1);
  return open.toSorted((a, b) => isLater(a) - isLater(b) || (a.id < b.id ? -1 : 1));
}
