import { digest } from '../evidence/digest.ts';
import { readEnvelope } from '../evidence/envelope.ts';
import type { GradedFacts, Submission } from '../evidence/facts.ts';
import { readStatement } from '../evidence/read-statement.ts';
import { subjectHash, subjectNames } from '../evidence/statement.ts';
import { listSubmission } from '../evidence/submission.ts';
import { selfPaced } from '../lab/checks/grade.ts';
import { DrydockError } from '../lab/errors.ts';
import type { Attempt, Run } from '../lab/ports/store.ts';
import type { Attested } from '../lab/wire/evidence.ts';
import { helpGiven } from './help-given.ts';
import type { OpenLab } from './open-lab/open-lab.ts';
import type { RunnerTools } from './runner-tools.ts';
import { hashSnapshot } from './workspace/snapshot.ts';
import { tryBringOut } from './workspace-files.ts';

type Tools = Pick<RunnerTools, 'store' | 'ledger' | 'workspaceOf' | 'now'>;

/**
 * Evidence of an attempt of the run that is open: of what was judged then, and of the files as they are now, which is
 * why only the newest attempt gets one. Nobody watched, and it says so.
 */
export async function attest(tools: Tools, open: OpenLab, attempt: Attempt): Promise<Attested> {
  const { store, ledger } = tools;
  const about = `attempt:${attempt.id}`;
  const { run } = open;
  const isNewest = run !== undefined && store.listAttempts(run.id).at(-1)?.id === attempt.id;
  const before = ledger.find(about);
  if (!run || !(before || isNewest))
    throw new DrydockError('bad-usage', {
      message: `The attempt ${attempt.id} is not the newest of ${open.lab.id}: its files may have been others.`,
      fix: 'Check once more, and have that signed.',
    });
  if (run.context !== 'self' && attempt.attestedBy === 'local')
    throw new DrydockError('bad-usage', {
      message: `The attempt ${attempt.id} was judged on a learner's own machine, so this home has nothing to say of it.`,
      fix: 'Let the home that judged it sign it, or check here.',
    });
  const submission = await takeSubmission(tools, open, run);
  const { hash, seq, dsse } = before ?? ledger.record(factsOf(tools, run, attempt, submission));
  const isAbout = digest(submission.list) === submittedTo(dsse);
  return { hash, seq, envelope: dsse, ...(isAbout && { submission: submission.list }) };
}

/** The files of the run as they are now. Rejects where some of them are in the seat alone. */
async function takeSubmission({ workspaceOf, now }: Tools, open: OpenLab, run: Run): Promise<Submission> {
  const trouble = run.intent === 'running' ? await tryBringOut(open) : undefined;
  if (trouble)
    throw new DrydockError(trouble.code, {
      message: `The files of ${open.lab.id} cannot be listed, since some are in its seat alone. ${trouble.message}`,
      ...(trouble.fix !== undefined && { fix: trouble.fix }),
    });
  const takenAt = now().toISOString();
  const snapshot = await workspaceOf(run).snapshot();
  const contents = new Map(Array.from(snapshot.files, ([path, { content }]) => [path, content]));
  return {
    list: listSubmission(contents),
    files: contents.size,
    leftOut: snapshot.leftOut.size,
    takenAt,
    isApplied: hashSnapshot(snapshot) === run.appliedHash,
  };
}

function factsOf({ store }: Tools, run: Run, attempt: Attempt, submission: Submission): GradedFacts {
  const { person, contentHash, observationHash } = attempt;
  const observation = store.readObservation(observationHash);
  if (person === undefined || contentHash === undefined || !observation)
    throw new DrydockError('bad-usage', {
      message: `The attempt ${attempt.id} was recorded by a Drydock that did not keep what evidence needs.`,
      fix: 'Check once more, and have that signed.',
    });
  return {
    outcome: 'graded',
    attestation: 'local',
    about: `attempt:${attempt.id}`,
    person,
    lab: run.lab,
    labContent: contentHash,
    context: run.context,
    receivedAt: attempt.at,
    submission,
    seat: { kind: attempt.seatKind, class: attempt.seatClass },
    engine: attempt.engine,
    observation,
    observationHash,
    results: attempt.results,
    images: attempt.imageDigests,
    values: run.vars,
    help: helpGiven(store, run.id),
    policy: { version: 'self-paced/1', rules: selfPaced },
  };
}

/** The hash of the list of files that evidence of ours is about. */
function submittedTo(dsse: string): string | undefined {
  const read = readEnvelope(dsse);
  const parsed = 'envelope' in read ? readStatement(read.envelope.payload) : undefined;
  return parsed && 'statement' in parsed ? subjectHash(parsed.statement, subjectNames.submission) : undefined;
}
