/** What a job is of, and by which content of its lab it is to be judged. */
import type { Assignment } from '../../grades/assignments/assignment.ts';
import type { AssignmentStore, LeasedJob } from '../../grades/assignments/assignment-store.ts';
import type { SubmittedWork } from '../../grades/assignments/submitted-work.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Lab } from '../library/lab-library.ts';
import type { StateFiles } from '../library/lab-state.ts';
import { whyNotGraded } from './gradable.ts';
import type { GradedWork } from './graded-facts.ts';

type Recorded = Pick<
  AssignmentStore,
  'findSubmission' | 'findAssignment' | 'findRegrade' | 'listRegrades' | 'listAdjustments'
>;

export interface FoundWork extends GradedWork {
  /** What judges: the content that was assigned, or that a regrade is for. */
  readonly wanted: readonly string[];
}

/** What a job is of. */
export function findWork(store: Recorded, job: LeasedJob): FoundWork {
  const work = store.findSubmission(job.submission);
  const assignment = work && store.findAssignment(work.assignment);
  if (!work || !assignment)
    throw new DrydockError('internal', { message: `The job ${job.job} is of nothing that is there.` });
  const wanted = wantedContent(store, assignment, work, job.regrade);
  return { work, assignment, wanted, labContent: wanted[0] ?? work.labContent };
}

function wantedContent(
  store: Recorded,
  { id, policy }: Assignment,
  { lab }: SubmittedWork,
  regrade: string | undefined,
): readonly string[] {
  const again = regrade === undefined ? undefined : store.findRegrade(regrade);
  if (again) return again.labs.flatMap((each) => (each.lab === lab ? [each.to] : []));
  const equivalents = store
    .listAdjustments(id)
    .flatMap(({ change }) => (change.kind === 'equivalent' ? [change.by] : []));
  const assigned = [...policy.labs, ...equivalents].map((each) => ({ lab: each.lab, to: each.contentHash }));
  const mended = store.listRegrades(id).flatMap(({ state, labs }) => (state === 'applied' ? [...labs] : []));
  return [...assigned, ...mended].flatMap((each) => (each.lab === lab ? [each.to] : []));
}

/** What no further try would change. */
export async function whyNotBy(lab: Lab, { wanted }: FoundWork): Promise<DrydockError | undefined> {
  if (!wanted.includes(lab.contentHash))
    return new DrydockError('bad-assignment', {
      message: `${lab.id} is not the lab any more that was assigned: its files were changed.`,
      fix: 'Regrade by what it is now, or put its files back.',
    });
  const reason = await whyNotGraded(lab);
  return reason === undefined ? undefined : new DrydockError('seat-unmet', { message: `${reason}.` });
}

/** What is laid out. */
export function filesOf(
  store: Pick<AssignmentStore, 'readSubmittedFile'>,
  { id, files }: SubmittedWork,
): StateFiles {
  return new Map(
    files.map(({ path, hash, executable }) => {
      const content = store.readSubmittedFile(hash);
      if (content === undefined)
        throw new DrydockError('internal', { message: `The submission ${id} has lost its file ${path}.` });
      return [path, { content, executable }];
    }),
  );
}
