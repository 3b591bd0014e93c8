import type { Run } from '../../lab/ports/store.ts';
import type { WorkToHandInView } from '../../lab/wire/my-assignments.ts';
import { Workspace } from '../workspace/workspace.ts';
import { answersOf, type HandInTools, requireOutside } from './hand-in.ts';

/** What handing in would take of a run now. Rejects as handing in does. */
export async function lookAtWork(
  {
    store,
    runner,
  }: Pick<HandInTools, 'runner'> & { readonly store: Pick<HandInTools['store'], 'latestAnswers'> },
  run: Run,
): Promise<WorkToHandInView> {
  await requireOutside(runner, run);
  const { files, leftOut } = await new Workspace(run.workspaceDir).snapshot();
  const answers = Object.entries(answersOf(store, run));
  return {
    files: Array.from(files, ([path, { content }]) => ({ path, sizeBytes: content.byteLength })),
    leftOut: [...leftOut.keys()],
    answers: answers.map(([key, { value }]) => ({ key, value })),
  };
}
