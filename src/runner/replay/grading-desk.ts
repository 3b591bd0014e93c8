/** What a server asks about grading that needs labs, workspaces and keys. */
import type { Assignment } from '../../grades/assignments/assignment.ts';
import type { Regrade } from '../../grades/assignments/grading-job.ts';
import type { SubmittedWork } from '../../grades/assignments/submitted-work.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { Run } from '../../lab/ports/store.ts';
import { whyNotGraded } from './gradable.ts';
import { type HandedIn, type HandInTools, handIn } from './hand-in.ts';
import { type AskedRegrade, makeRegrade, type RegradeTools } from './make-regrade.ts';

export interface GradingDesk {
  /** The hash of a lab's content as it is now. Throws `not-found` where there is no such lab. */
  contentOf(lab: LabId): string;
  /** Why work on a lab cannot be graded here; undefined where it can. */
  whyNotGraded(lab: LabId): string | undefined;
  /** As `makeRegrade`. */
  makeRegrade(assignment: Assignment, asked: AskedRegrade): Regrade;
  /** As `handIn`. */
  handIn(run: Run, handed: HandedIn): Promise<SubmittedWork>;
}

export function makeGradingDesk(tools: RegradeTools & HandInTools): GradingDesk {
  const { library } = tools;
  return {
    contentOf: (lab) => library.get(lab).contentHash,
    whyNotGraded: (lab) => whyNotGraded(library.get(lab).manifest),
    makeRegrade: (assignment, asked) => makeRegrade(tools, assignment, asked),
    handIn: (run, handed) => handIn(tools, run, handed),
  };
}
