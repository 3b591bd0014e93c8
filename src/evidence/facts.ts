import type { GradePolicy } from '../lab/checks/grade.ts';
import type { CheckResult } from '../lab/checks/result.ts';
import type { ErrorCode } from '../lab/errors.ts';
import type { LabId } from '../lab/lab-id.ts';
import type { Vars } from '../lab/manifest/vars.ts';
import type { Observation } from '../lab/observation/observation.ts';
import type { ImageDigest, RunContext } from '../lab/ports/store.ts';
import type { SeatClass } from '../lab/seats/seat-class.ts';
import type { SeatKind } from '../lab/seats/seat-kind.ts';
import type { Attestation } from './statement.ts';

/** What was handed in. */
export interface Submission {
  /** As `listSubmission` writes it. */
  readonly list: string;
  readonly files: number;
  /** How many were too large to be listed, or could not be read. */
  readonly leftOut: number;
  readonly takenAt: string;
  /** They are what *Run* applied last. */
  readonly isApplied: boolean;
}

interface Circumstances {
  readonly attestation: Attestation;
  /** What it is of, such as `attempt:ULID`: there is one evidence of it, however often it is asked for. */
  readonly about: string;
  /** The id of who handed in. It goes into the evidence as a hash with a salt. */
  readonly person: string;
  readonly lab: LabId;
  readonly labContent: string;
  readonly context: RunContext;
  /** When it was handed in. */
  readonly receivedAt: string;
  readonly submission: Submission;
}

/** Where it was seen. */
interface Place {
  readonly seat: { readonly kind: SeatKind; readonly class: SeatClass };
  readonly engine: { readonly version: string; readonly kernel: string };
}

/** What was judged, and all that it can be judged again from but the observation itself. */
export interface GradedFacts extends Circumstances, Place {
  readonly outcome: 'graded';
  readonly observation: Observation;
  readonly observationHash: string;
  readonly results: readonly CheckResult[];
  /** By service. */
  readonly images: Readonly<Record<string, ImageDigest>>;
  readonly values: Vars;
  /** What whoever works on the run had been given by then. */
  readonly help: { readonly hints: number; readonly isSolutionShown: boolean };
  readonly policy: { readonly version: string; readonly rules: GradePolicy };
}

/** What could not be judged, by no fault of who handed in. */
export interface NotGradedFacts extends Circumstances, Partial<Place> {
  readonly outcome: 'not-graded';
  readonly cause: ErrorCode;
  readonly tries: number;
}

export type EvidenceFacts = GradedFacts | NotGradedFacts;

/** The program that judged. */
export interface Grader {
  readonly version: string;
  /** SHA-256 over the source of what observes and judges, hex. */
  readonly hash: string;
  /** The version of Node that runs it. */
  readonly node: string;
}
