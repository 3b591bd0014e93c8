/**
 * What is asked of the store about assignments. Calls are synchronous and durable: what returned is on disk. Nothing is
 * changed that was handed in, judged or said: a later row says otherwise.
 */
import type { EvidenceRow, SealAt } from '../../lab/ports/evidence.ts';
import type { Adjustment } from '../adjustment.ts';
import type { Override } from '../grade/handed-in.ts';
import type { AssignmentPolicy } from '../policy/assignment-policy.ts';
import type { Instant } from '../time/instant.ts';
import type { Assignment, Comment } from './assignment.ts';
import type { Enrolled, Enrolment } from './enrolled.ts';
import type { GradingJob, Lease, NewGrading, RecordedGrading, Regrade } from './grading-job.ts';
import type { NewSubmission, SubmittedAnswers, SubmittedWork } from './submitted-work.ts';

export interface EnrolmentStore {
  /** In the order in which they came into the course. */
  listEnrolled(course: string): readonly Enrolled[];
  findEnrolled(course: string, person: string): Enrolled | undefined;
  /** In one transaction. Whoever is added is a person with a party of their own, and a learner of the course. */
  enrol(course: string, enrolment: Enrolment): void;
  /** Brings somebody who is here into a course, with a party of their own; nothing where they take part already. */
  enrolMember(course: string, person: string): void;
}

export interface RuleStore {
  addAssignment(made: { course: string; policy: AssignmentPolicy; by: string }): Assignment;
  /** A version more. */
  changeAssignment(id: string, policy: AssignmentPolicy, by: string): Assignment;
  findAssignment(id: string): Assignment | undefined;
  /** The newest first. */
  listAssignments(): readonly Assignment[];
  /** When a person first opened an assignment; from now on, where they had not. */
  openAssignment(assignment: string, person: string): Instant;
  /** The assignments that a person opened, the last one first. */
  openedBy(person: string): readonly string[];
  /** When each person first opened it. */
  listOpened(assignment: string): ReadonlyMap<string, Instant>;
  addAdjustment(assignment: string, adjustment: Omit<Adjustment, 'id' | 'at'>): Adjustment;
  listAdjustments(assignment: string): readonly Adjustment[];
  addOverride(assignment: string, override: Omit<Override, 'id' | 'at'>): Override;
  listOverrides(assignment: string): readonly Override[];
  addComment(assignment: string, comment: Omit<Comment, 'id' | 'at'>): Comment;
  listComments(assignment: string): readonly Comment[];
}

export interface SubmissionStore {
  /**
   * Files, answers, submission and job in one transaction: what it returns is accepted, and will be graded. Handed in
   * again by the same person under the same key, it is the submission of then.
   */
  submit(submission: NewSubmission): SubmittedWork;
  findSubmission(id: string): SubmittedWork | undefined;
  /** What a person handed in under a key. */
  findSubmitted(assignment: string, person: string, key: string): SubmittedWork | undefined;
  /** In the order in which they came. */
  listSubmissions(assignment: string): readonly SubmittedWork[];
  readSubmittedFile(hash: string): Uint8Array | undefined;
  readAnswers(submission: string): SubmittedAnswers;
}

/** A job that was given to somebody, until when. */
export interface LeasedJob extends Lease {
  readonly submission: string;
  readonly regrade: string | undefined;
  /** How often this machine failed at it before. */
  readonly tries: number;
  readonly until: Instant;
}

/** Signs what a grading says, by the id that it gets. */
export type SealGrading = (grading: string) => SealAt;

export interface GradingStore {
  /** The first that waits or whose lease is over, for so many milliseconds; undefined where there is none. */
  takeJob(leaseMs: number): LeasedJob | undefined;
  /** False where somebody else has it. */
  renewLease(lease: Lease, leaseMs: number): boolean;
  /** Whoever worked before works no more: for who alone has the home. The number of jobs that wait again. */
  voidLeases(): number;
  /** Failed by this machine, to be tried again so many milliseconds later. False where somebody else has it. */
  postponeJob(lease: Lease, afterMs: number, cause: string): boolean;
  /**
   * Ends a job with its grading and the evidence of that, in one transaction. Undefined where somebody else has it:
   * then nothing is written.
   */
  endJob(
    lease: Lease,
    grading: NewGrading,
    sealAt: SealGrading,
  ): { readonly grading: RecordedGrading; readonly evidence: EvidenceRow } | undefined;
  listJobs(assignment: string): readonly GradingJob[];
  /** Of regrades too that are no more than drafts; in the order in which they were made. */
  listGradings(assignment: string): readonly RecordedGrading[];
  /** Another text whenever something was recorded that grades of the assignment are made of. */
  gradeMark(assignment: string): string;
}

/** What had been seen, judged again. */
export interface JudgedAgain {
  /** The grading whose observations these are. */
  readonly of: string;
  readonly contentHash: string;
  readonly outcome: RecordedGrading['outcome'];
  readonly sealAt: SealGrading;
}

export interface RegradeStore {
  /** A draft, with what is judged already and with jobs for submissions that have to be played again; at once. */
  addRegrade(
    regrade: Pick<Regrade, 'assignment' | 'labs' | 'reason' | 'by'>,
    judged: readonly JudgedAgain[],
    again: readonly string[],
  ): Regrade;
  findRegrade(id: string): Regrade | undefined;
  listRegrades(assignment: string): readonly Regrade[];
  /**
   * Applies a draft, with a version of the assignment that has the labs as they judged, or discards it. Throws
   * `not-found` where it is no draft any more.
   */
  decideRegrade(id: string, decision: 'applied' | 'discarded', by: string): Regrade;
}

export interface KeptWorkStore {
  /**
   * Empties what was handed in to an assignment, for good: files, answers, and what was seen of it; not what waits to be
   * judged. When it was received, what each check came to, what was said and the evidence stay. Of how many submissions.
   */
  removeWork(assignment: string): number;
}

export interface AssignmentStore
  extends EnrolmentStore,
    RuleStore,
    SubmissionStore,
    GradingStore,
    RegradeStore,
    KeptWorkStore {}
