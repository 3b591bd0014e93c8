import { grade, selfPaced } from '../lab/checks/grade.ts';
import type { CheckResult } from '../lab/checks/result.ts';
import { DrydockError } from '../lab/errors.ts';
import type { LabId } from '../lab/lab-id.ts';
import type { Seat } from '../lab/ports/seat.ts';
import type { Attempt, AttemptStore, Run, RunContext } from '../lab/ports/store.ts';
import type { CheckReport, RecordedReport } from '../lab/wire/checks.ts';
import { drydockVersion } from './drydock-version.ts';
import { imagesOf } from './images-of.ts';
import type { RunnerTools } from './runner-tools.ts';
import type { Stage } from './stage/stage.ts';
import { span } from './trace.ts';
import { whyNotRecorded } from './why-not-recorded.ts';

/** Looks with every probe. What the engine says of itself belongs to it, so that an attempt can be judged again. */
async function lookForAttempt(stage: Stage, signal?: AbortSignal) {
  const info = stage.spec.seat.engine.info(signal);
  const observation = await stage.observe({ full: true, info }, signal);
  const { version, kernel } = await info;
  return { observation, engine: { version, kernel } };
}

/** The attempt that was asked for under this id, if it was recorded: its answer need not have arrived. */
export function findRecorded(
  store: Pick<AttemptStore, 'findAttempt'>,
  run: Run | undefined,
  id: string | undefined,
): Attempt | undefined {
  const found = id === undefined ? undefined : store.findAttempt(id);
  if (found && found.run !== run?.id)
    throw new DrydockError('bad-usage', {
      message: `The attempt ${id} is not one of this lab.`,
      fix: 'Ask under a new id.',
    });
  return found;
}

/** What is told of results, with what they earn where a party works by itself. */
export function reportChecks(lab: LabId, at: string, results: readonly CheckResult[]): CheckReport {
  const { earned, of } = grade(results, selfPaced);
  return { lab, at, results: [...results], earned, of };
}

/** What the learner is told of an attempt, the first time as every other. */
export const reportAttempt = (lab: LabId, { id, at, results }: Attempt): RecordedReport => ({
  ...reportChecks(lab, at, results),
  attempt: id,
});

/** Who asked for it, of which seat and by which lab it was judged, and what came of it. */
interface JudgedAttempt extends Awaited<ReturnType<typeof lookForAttempt>> {
  readonly id: string | undefined;
  readonly run: string;
  readonly context: RunContext;
  readonly person: string;
  readonly at: Date;
  readonly seat: Pick<Seat, 'kind' | 'seatClass'>;
  /** Of the lab that judged, which need not be the one that the run was made of. */
  readonly contentHash: string;
  readonly results: readonly CheckResult[];
}

/** Records what was judged, with all that it was judged from. */
export function recordAttempt(store: Pick<AttemptStore, 'addAttempt'>, judged: JudgedAttempt): Attempt {
  const { at, seat, observation, context, ...attempt } = judged;
  return store.addAttempt({
    ...attempt,
    at: at.toISOString(),
    drydockVersion,
    observation,
    imageDigests: imagesOf(observation),
    seatKind: seat.kind,
    seatClass: seat.seatClass,
    // Whoever works by themselves has the server in their hands.
    attestedBy: context === 'self' ? 'local' : 'server',
  });
}

interface AskedAttempt extends Pick<JudgedAttempt, 'id' | 'contentHash' | 'person'> {
  readonly run: Run;
}

/**
 * Looks, judges, and records the attempt. Rejects with `not-allowed`, with nothing recorded, where its party does not
 * agree to that any more once it was looked.
 */
export async function makeAttempt(
  stage: Stage,
  { run, ...asked }: AskedAttempt,
  { store, now }: Pick<RunnerTools, 'store' | 'now'>,
): Promise<{ readonly attempt: Attempt } & Pick<JudgedAttempt, 'observation' | 'results'>> {
  const looked = await lookForAttempt(stage);
  const { observation } = looked;
  const results = await span('judge', () => stage.judge(observation));
  const refused = whyNotRecorded(store, run);
  if (refused !== undefined) throw refused;
  const { id, context } = run;
  const judged = { ...asked, ...looked, run: id, context, at: now(), seat: stage.spec.seat, results };
  return { attempt: await span('store', () => recordAttempt(store, judged)), observation, results };
}
