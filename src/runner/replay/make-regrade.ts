/** Judges what was handed in by labs as they are now: from what was seen where that is enough, else by playing it again. */
import type { Ledger } from '../../evidence/ledger.ts';
import type { Assignment } from '../../grades/assignments/assignment.ts';
import type { AssignmentStore, JudgedAgain } from '../../grades/assignments/assignment-store.ts';
import type { RecordedGrading, Regrade } from '../../grades/assignments/grading-job.ts';
import { appliedRegrades } from '../../grades/assignments/personal-records.ts';
import type { SubmittedWork } from '../../grades/assignments/submitted-work.ts';
import { gradingsInForce, inOrder } from '../../grades/grade/handed-in.ts';
import { judge } from '../../lab/checks/judge.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { AttemptStore } from '../../lab/ports/store.ts';
import { helpGiven } from '../help-given.ts';
import type { Lab, LabLibrary } from '../library/lab-library.ts';
import { gradedFacts, type JudgedLook, outcomeOf } from './graded-facts.ts';
import { setupHash } from './setup-hash.ts';

export interface RegradeTools {
  readonly store: AssignmentStore & Pick<AttemptStore, 'listEvents' | 'readObservation'>;
  readonly library: Pick<LabLibrary, 'get'>;
  readonly ledger: Pick<Ledger, 'sealer'>;
}

/** Which submissions; all where nothing is said. */
export interface AskedRegrade {
  readonly by: string;
  readonly reason: string;
  readonly labs?: readonly LabId[] | undefined;
  readonly people?: readonly string[] | undefined;
  readonly submissions?: readonly string[] | undefined;
  /** Plays once more what the lab as it is now has judged already. */
  readonly again?: boolean | undefined;
}

/** A submission that a regrade is of. */
export interface PlannedWork {
  readonly work: SubmittedWork;
  readonly lab: Lab;
  /** The content of the lab that was assigned. */
  readonly from: string;
  /** What was seen for it is judged again; undefined where it has to be played again. */
  readonly seen: RecordedGrading | undefined;
}

/**
 * Which submissions a regrade by labs as they are now would be of. What these have judged already is left out, and what
 * waits for its first grading, and what was erased.
 */
export function planRegrade(
  { store, library }: Pick<RegradeTools, 'store' | 'library'>,
  assignment: Assignment,
  asked: Omit<AskedRegrade, 'by' | 'reason'>,
): readonly PlannedWork[] {
  const applied = appliedRegrades(store, assignment);
  const gradings = Map.groupBy(
    gradingsInForce(store.listGradings(assignment.id), applied),
    ({ submission }) => submission,
  );
  const submissions = store.listSubmissions(assignment.id).filter((each) => isAsked(each, asked));
  return submissions.flatMap((work): readonly PlannedWork[] => {
    const before = inOrder<RecordedGrading>(gradings.get(work.id) ?? []);
    const last = before.at(-1);
    if (last === undefined) return [];
    const lab = library.get(work.lab);
    const isJudged = last.outcome.kind === 'judged' && last.contentHash === lab.contentHash;
    if (isJudged && asked.again !== true) return [];
    const from =
      assignment.policy.labs.find((each) => each.lab === work.lab)?.contentHash ?? last.contentHash;
    const standing = before.findLast(({ outcome }) => outcome.kind === 'judged');
    const isEnough = asked.again !== true && standing?.setupHash === setupHash(lab.manifest, work.vars);
    return [{ work, lab, from, seen: isEnough ? standing : undefined }];
  });
}

/**
 * A draft of a regrade of what is planned: nothing of it holds before somebody applies it. Throws `bad-usage` where
 * nothing is to be done.
 */
export function makeRegrade(tools: RegradeTools, assignment: Assignment, asked: AskedRegrade): Regrade {
  const { store } = tools;
  const judged: JudgedAgain[] = [];
  const again: string[] = [];
  const labs = new Map<string, Regrade['labs'][number]>();
  for (const { work, lab, from, seen } of planRegrade(tools, assignment, asked)) {
    labs.set(lab.id, { lab: lab.id, from, to: lab.contentHash });
    if (seen) judged.push(judgeSeen(tools, assignment, work, seen, lab));
    else again.push(work.id);
  }
  if (judged.length + again.length === 0)
    throw new DrydockError('bad-usage', {
      message: 'Everything that this asks for is judged by its labs as they are now.',
      fix: 'Mend a check first, and start the server again, so that it reads the lab.',
    });
  const { by, reason } = asked;
  return store.addRegrade({ assignment: assignment.id, labs: [...labs.values()], reason, by }, judged, again);
}

const isAsked = (
  { id, lab, person, isErased }: SubmittedWork,
  { labs, people, submissions }: Omit<AskedRegrade, 'by' | 'reason'>,
): boolean =>
  !isErased &&
  (submissions === undefined || submissions.includes(id)) &&
  (labs === undefined || labs.includes(lab)) &&
  (people === undefined || people.includes(person));

function judgeSeen(
  { store, ledger }: RegradeTools,
  assignment: Assignment,
  work: SubmittedWork,
  { id, observations, seat, engine, images }: RecordedGrading,
  { manifest, contentHash }: Lab,
): JudgedAgain {
  const looks = observations.map((observationHash): JudgedLook => {
    const observation = store.readObservation(observationHash);
    if (observation === undefined)
      throw new DrydockError('setup-failed', { message: `What was seen of ${work.id} is gone.` });
    return { observation, observationHash, results: judge(manifest, observation, work.vars) };
  });
  const [first, ...others] = looks;
  if (!first || !seat || !engine || !images)
    throw new DrydockError('setup-failed', { message: `The grading ${id} does not say what was seen.` });
  const graded = { assignment, work, labContent: contentHash };
  const place = { seat, engine, images };
  const facts = gradedFacts(graded, [first, ...others], place, helpGiven(store, work.run, work.received));
  const seal = ledger.sealer();
  return {
    of: id,
    contentHash,
    outcome: outcomeOf(looks.map(({ results }) => results)),
    sealAt: (grading) => seal({ ...facts, about: `grading:${grading}` }),
  };
}
