/** The work of grading: each accepted submission has a job, which ends once. */
import type { ErrorCode } from '../../lab/errors.ts';
import type { Observation } from '../../lab/observation/observation.ts';
import type { ImageDigest } from '../../lab/ports/store.ts';
import type { SeatClass } from '../../lab/seats/seat-class.ts';
import type { SeatKind } from '../../lab/seats/seat-kind.ts';
import type { Grading } from '../grade/handed-in.ts';
import type { Instant } from '../time/instant.ts';

/**
 * `waiting`: for its turn, or for a time. `leased`: somebody works on it. `done`: it has its grading. `dropped`: its
 * regrade was discarded before its turn came, or who handed in was erased.
 */
export const jobStates = ['waiting', 'leased', 'done', 'dropped'] as const;
export type JobState = (typeof jobStates)[number];

export interface GradingJob {
  readonly id: string;
  readonly submission: string;
  /** The regrade that it is for; none of the first grading. */
  readonly regrade: string | undefined;
  readonly state: JobState;
  /** How often this machine failed at it. No attempt of a learner's is used by that. */
  readonly tries: number;
  /** Rises each time that the job is given to somebody or taken from them: of two, the higher holds. */
  readonly fence: number;
  /** Why the last try came to nothing. */
  readonly cause: string | undefined;
}

/** What whoever works on a job shows for each write: an old fence changes nothing. */
export interface Lease {
  readonly job: string;
  readonly fence: number;
}

/** What was seen of a submission, and where. */
export interface Looks {
  readonly observations: readonly [Observation, ...Observation[]];
  readonly seat: { readonly kind: SeatKind; readonly class: SeatClass };
  readonly engine: { readonly version: string; readonly kernel: string };
  /** By service. */
  readonly images: Readonly<Record<string, ImageDigest>>;
}

/** Of a lab: what judged, and what decided how it was played and looked at. */
export interface JudgingLab {
  /** Of its whole folder. */
  readonly contentHash: string;
  /** Of all that decides what is seen: where two have the same, what was seen for one can be judged by the other. */
  readonly setupHash: string;
}

/** A grading to be recorded. Where nothing could be judged there are no looks. */
export interface NewGrading extends JudgingLab {
  readonly outcome: Grading['outcome'];
  readonly looks: Looks | undefined;
  /** Of what could not be graded. */
  readonly code: ErrorCode | undefined;
}

export interface RecordedGrading extends Grading {
  readonly setupHash: string;
  /** The job that it ends; none where what had been seen was judged again. */
  readonly job: string | undefined;
  readonly fence: number;
  /** Hashes of what was seen, in order. */
  readonly observations: readonly string[];
  readonly seat: Looks['seat'] | undefined;
  readonly engine: Looks['engine'] | undefined;
  readonly images: Looks['images'] | undefined;
  readonly code: ErrorCode | undefined;
}

/** A regrade: gradings that hold once it is applied, and never if it is discarded. */
export interface Regrade {
  readonly id: string;
  readonly assignment: string;
  /** For which labs, and by which content of theirs. */
  readonly labs: readonly { readonly lab: string; readonly from: string; readonly to: string }[];
  readonly reason: string;
  readonly by: string;
  readonly at: Instant;
  readonly state: 'draft' | 'applied' | 'discarded';
  readonly decidedBy: string | undefined;
  readonly decidedAt: Instant | undefined;
}
