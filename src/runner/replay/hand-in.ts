/** Takes what a run has now and hands it in. */
import { digest } from '../../evidence/digest.ts';
import { listSubmission } from '../../evidence/submission.ts';
import type { SubmissionStore } from '../../grades/assignments/assignment-store.ts';
import type { SubmittedAnswers, SubmittedWork } from '../../grades/assignments/submitted-work.ts';
import type { Instant } from '../../grades/time/instant.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { AttemptStore, Run, RunStore } from '../../lab/ports/store.ts';
import type { LabRunner } from '../lab-runner.ts';
import { Workspace } from '../workspace/workspace.ts';

export interface HandInTools {
  readonly store: Pick<SubmissionStore, 'submit'> &
    Pick<AttemptStore, 'latestAnswers'> &
    Pick<RunStore, 'findRun'>;
  readonly runner: { readonly files: Pick<LabRunner['files'], 'list'> };
}

/** By whom, for what, and when they began to. */
export interface HandedIn {
  readonly assignment: string;
  readonly person: string;
  /** Who it counts for: the person's own, or that of their pair. */
  readonly party: string;
  /** Whoever hands in chose it: again under it, it is the same submission. */
  readonly key: string;
  readonly uploadBegan: Instant;
  /**
   * Throws where it may not be handed in. It is asked once all is read, with nothing between it and what is kept: of
   * several that come at once, each finds what those before it handed in.
   */
  requireStill(): void;
}

/**
 * The files of a run and the answers to its questions as they are now: accepted, and to be graded, once it resolves.
 * Rejects where some files are in the seat alone, since nothing may be handed in without them.
 */
export async function handIn(
  { store, runner }: HandInTools,
  run: Run,
  { requireStill, ...handed }: HandedIn,
): Promise<SubmittedWork> {
  await requireOutside(runner, run);
  const { files, leftOut } = await new Workspace(run.workspaceDir).snapshot();
  const contents = new Map(Array.from(files, ([path, { content }]) => [path, content]));
  const { vars, contentHash: labContent } = run;
  requireStill();
  return store.submit({
    ...handed,
    lab: run.lab,
    run: run.id,
    vars,
    labContent,
    leftOut: leftOut.size,
    files,
    answers: answersOf(store, run),
    listHash: digest(listSubmission(contents)),
  });
}

/** Brings the files of a run out of its seat. Rejects where some stay in there. */
export async function requireOutside(runner: HandInTools['runner'], run: Run): Promise<void> {
  const listed = await runner.files.list(run);
  const trouble = listed.find(({ kind, revision }) => kind === 'file' && revision === '');
  if (trouble)
    throw new DrydockError('engine-failed', {
      message: `The files of ${run.lab} cannot be handed in, since some are in its seat alone. ${trouble.path}`,
      fix: 'Nothing was handed in. Remove what cannot be brought out, and hand in again.',
    });
}

export function answersOf(store: Pick<AttemptStore, 'latestAnswers'>, { id }: Run): SubmittedAnswers {
  const answers = store.latestAnswers({ run: id, kind: 'question' });
  return Object.fromEntries(
    answers.map(({ key, value, correct }) => [key, correct === undefined ? { value } : { value, correct }]),
  );
}
