import type { DrydockError } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { Run } from '../../lab/ports/store.ts';
import type { WorkToHandInView } from '../../lab/wire/my-assignments.ts';
import type { LabLibrary } from '../library/lab-library.ts';
import { Workspace } from '../workspace/workspace.ts';
import { reachOf, stillReaching } from './gradable.ts';
import { answersOf, type HandInTools, requireOutside } from './hand-in.ts';

const saidOf = ({ message, fix }: DrydockError): string => `${message} ${fix ?? ''}`.trim();

interface LookTools extends Pick<HandInTools, 'runner'> {
  readonly store: Pick<HandInTools['store'], 'latestAnswers'>;
  readonly library: Pick<LabLibrary, 'get'>;
  /** As the desk says it. */
  readonly whyNotGraded: (lab: LabId) => string | undefined;
}

/** What handing in would take of a run now. Rejects as handing in does. */
export async function lookAtWork(
  { store, runner, library, whyNotGraded }: LookTools,
  run: Run,
): Promise<WorkToHandInView> {
  await requireOutside(runner, run);
  const { files, leftOut } = await new Workspace(run.workspaceDir).snapshot();
  // Of a lab that is never graded the assignment says so.
  const { grants } = library.get(run.lab).manifest;
  const reaching = whyNotGraded(run.lab) === undefined ? reachOf(files, grants) : [];
  const answers = Object.entries(answersOf(store, run));
  return {
    files: Array.from(files, ([path, { content }]) => ({ path, sizeBytes: content.byteLength })),
    leftOut: [...leftOut.keys()],
    answers: answers.map(([key, { value }]) => ({ key, value })),
    ...(reaching.length > 0 && { cannotGrade: saidOf(stillReaching(reaching)) }),
  };
}
