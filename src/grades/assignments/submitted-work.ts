/** What was handed in, with all that it is played again from. */
import * as z from 'zod';
import type { LabId } from '../../lab/lab-id.ts';
import type { Vars } from '../../lab/manifest/vars.ts';
import type { Submission } from '../grade/handed-in.ts';
import type { Instant } from '../time/instant.ts';

/** A file by its content: the SHA-256 of it, hex. */
export interface SubmittedFile {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  readonly hash: string;
  readonly executable: boolean;
}

/** What was answered to the questions of the lab, and whether that was right then. */
export const SubmittedAnswersSchema = z.record(
  z.string(),
  z.object({ value: z.string(), correct: z.boolean().optional() }),
);
export type SubmittedAnswers = z.output<typeof SubmittedAnswersSchema>;

interface Work {
  readonly assignment: string;
  readonly lab: LabId;
  /** The run that it was taken from. */
  readonly run: string;
  readonly party: string;
  /** Who handed in. */
  readonly person: string;
  /** The values of the run. */
  readonly vars: Vars;
  /** Of the lab's folder when the run was made. */
  readonly labContent: string;
  /** How many files were too large to be taken, or could not be read. */
  readonly leftOut: number;
  readonly uploadBegan: Instant;
}

export interface SubmittedWork extends Submission, Work {
  readonly lab: LabId;
  readonly uploadBegan: Instant;
  readonly files: readonly SubmittedFile[];
  /** SHA-256 of the answers as RFC 8785 writes them, hex. */
  readonly answersHash: string;
  /** SHA-256 of the list of files as evidence names it, hex. */
  readonly listHash: string;
  /**
   * Each of its party was erased, or it was kept as long as its course keeps work: it has no files and answers any more,
   * and is judged no more.
   */
  readonly isErased: boolean;
}

/** What is to be handed in. The store says when it was received. */
export interface NewSubmission extends Work {
  /** Whoever hands in chose it: handed in again under it, it is the same submission. */
  readonly key: string;
  readonly files: ReadonlyMap<string, { readonly content: Uint8Array; readonly executable: boolean }>;
  readonly answers: SubmittedAnswers;
  readonly listHash: string;
}
