import type { LabId } from '../../lab/lab-id.ts';
import type { Vars } from '../../lab/manifest/vars.ts';
import type { PlacedTranscript } from '../../lab/transcripts/chapter-transcripts.ts';
import type { Lab } from '../library/lab-library.ts';
import type { ProofRecord } from './proof-record.ts';
import type { ProofStage } from './proof-stage.ts';

export interface VerifyTools {
  /** A stage with an empty workspace in a seat that the lab's needs are met by; the caller removes what it leaves. */
  openStage(lab: Lab, vars: Vars, seed: string, signal: AbortSignal): Promise<ProofStage>;
  /** Transcripts that run in this lab, with the file of each for messages. */
  readonly transcripts: readonly (PlacedTranscript & { readonly file: string })[];
  readonly elapsedMs: () => number;
  /** How long a state is looked at before it is said not to be as it should. */
  readonly deadlineMs?: number;
  readonly onState?: (lab: LabId, state: string) => void;
}

/** A lab with one set of values on a stage of its own, and where its proof writes down what it finds. */
export interface ProofRun {
  readonly lab: Lab;
  readonly vars: Vars;
  readonly stage: ProofStage;
  readonly tools: VerifyTools;
  readonly record: ProofRecord;
  readonly signal: AbortSignal;
}
