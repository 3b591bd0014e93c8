/** What a server asks about grading that needs labs, workspaces and keys. */
import type { Assignment } from '../../grades/assignments/assignment.ts';
import type { RecordedGrading, Regrade } from '../../grades/assignments/grading-job.ts';
import type { SubmittedWork } from '../../grades/assignments/submitted-work.ts';
import type { CheckResult } from '../../lab/checks/result.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { EvidenceRow, EvidenceStore } from '../../lab/ports/evidence.ts';
import type { Run } from '../../lab/ports/store.ts';
import type { WorkToHandInView } from '../../lab/wire/my-assignments.ts';
import type { VerificationView } from '../../lab/wire/submissions.ts';
import { type HandedIn, type HandInTools, handIn } from './hand-in.ts';
import { lookAtWork } from './look-at-work.ts';
import {
  type AskedRegrade,
  makeRegrade,
  type PlannedWork,
  planRegrade,
  type RegradeTools,
} from './make-regrade.ts';
import { resultsOf } from './seen-again.ts';
import { verifyGrading } from './verify-grading.ts';

export interface GradingDesk {
  /** The hash of a lab's content as it is now. Throws `not-found` where there is no such lab. */
  contentOf(lab: LabId): string;
  /** Why no work on a lab can be graded here; undefined where some can. */
  whyNotGraded(lab: LabId): string | undefined;
  /** As `planRegrade`, of all. */
  planRegrade(assignment: Assignment): readonly PlannedWork[];
  /** As `makeRegrade`. */
  makeRegrade(assignment: Assignment, asked: AskedRegrade): Regrade;
  /** As `handIn`. */
  handIn(run: Run, handed: HandedIn): Promise<SubmittedWork>;
  /** As `lookAtWork`. */
  lookAtWork(run: Run): Promise<WorkToHandInView>;
  /** As `resultsOf`. */
  resultsOf(work: SubmittedWork, grading: RecordedGrading): readonly (readonly CheckResult[])[] | undefined;
  /** As `verifyGrading`. */
  verify(evidence: EvidenceRow): VerificationView;
}

type DeskTools = RegradeTools &
  HandInTools & {
    readonly store: Pick<EvidenceStore, 'listSigningKeys'>;
    /** As `readGradable` gives it. */
    readonly whyNotGraded: GradingDesk['whyNotGraded'];
  };

export function makeGradingDesk(tools: DeskTools): GradingDesk {
  const { library, whyNotGraded } = tools;
  return {
    contentOf: (lab) => library.get(lab).contentHash,
    // One that is not there is said to be missing.
    whyNotGraded: (lab) => whyNotGraded(library.get(lab).id),
    planRegrade: (assignment) => planRegrade(tools, assignment, {}),
    makeRegrade: (assignment, asked) => makeRegrade(tools, assignment, asked),
    handIn: (run, handed) => handIn(tools, run, handed),
    lookAtWork: (run) => lookAtWork(tools, run),
    resultsOf: (work, grading) => resultsOf(tools, work, grading),
    verify: (evidence) => verifyGrading(tools, evidence),
  };
}
