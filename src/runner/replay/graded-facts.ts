/** What evidence says of a grading. */
import type { GradedFacts, NotGradedFacts } from '../../evidence/facts.ts';
import { listHashes } from '../../evidence/submission.ts';
import type { Assignment } from '../../grades/assignments/assignment.ts';
import type { RecordedGrading } from '../../grades/assignments/grading-job.ts';
import type { SubmittedWork } from '../../grades/assignments/submitted-work.ts';
import { grade } from '../../lab/checks/grade.ts';
import type { CheckResult } from '../../lab/checks/result.ts';
import type { ErrorCode } from '../../lab/errors.ts';
import type { Observation } from '../../lab/observation/observation.ts';

/** Of what, for what, and by which content of the lab. */
export interface GradedWork {
  readonly assignment: Assignment;
  readonly work: SubmittedWork;
  readonly labContent: string;
}

/** One look: what was seen, and what its checks say. */
export interface JudgedLook {
  readonly observation: Observation;
  readonly observationHash: string;
  readonly results: readonly CheckResult[];
}

type About<Facts> = Omit<Facts, 'about'>;

/** Of what was judged. Evidence is of one look: where two differ, of the one that earned less, else of the first. */
export function gradedFacts(
  graded: GradedWork,
  looks: readonly [JudgedLook, ...JudgedLook[]],
  place: Pick<GradedFacts, 'seat' | 'engine' | 'images'>,
  help: GradedFacts['help'],
): About<GradedFacts> {
  const { assignment, work } = graded;
  const rules = assignment.policy.checks;
  const earned = ({ results }: JudgedLook) => grade(results, rules).earned;
  const look = looks.reduce((least, each) => (earned(each) < earned(least) ? each : least));
  return {
    ...circumstances(graded),
    ...place,
    ...look,
    outcome: 'graded',
    values: work.vars,
    help,
    policy: { version: `assignment/${assignment.version}`, rules },
  };
}

/** Of what could not be judged. */
export function notGradedFacts(graded: GradedWork, cause: ErrorCode, tries: number): About<NotGradedFacts> {
  return { ...circumstances(graded), outcome: 'not-graded', cause, tries };
}

function circumstances({ assignment, work, labContent }: GradedWork) {
  return {
    attestation: 'server',
    person: work.person,
    lab: work.lab,
    labContent,
    context: `assignment:${assignment.id}`,
    receivedAt: work.received,
    submission: {
      list: listHashes(work.files),
      files: work.files.length,
      leftOut: work.leftOut,
      takenAt: work.received,
      // They are what was brought up.
      isApplied: true,
    },
  } as const;
}

/** What a grading keeps of the results of its looks. */
export function outcomeOf(looks: readonly (readonly CheckResult[])[]): RecordedGrading['outcome'] {
  return {
    kind: 'judged',
    looks: looks.map((results) =>
      results.map(({ id, title, status, guard, points, message, unknown, cause }) => ({
        id,
        title,
        status,
        guard,
        points,
        message,
        ...(unknown !== undefined && { unknown }),
        ...(cause !== undefined && { cause }),
      })),
    ),
  };
}
