import { DrydockError } from '../lab/errors.ts';
import type { Observation } from '../lab/observation.ts';
import type { Attempt, AttemptStore, Run } from '../lab/ports/store.ts';
import { type CheckResult, sumPoints } from '../lab/result.ts';
import type { CheckReport } from '../lab/wire/checks.ts';
import type { Stage } from './stage.ts';

/** Looks with every probe. What the engine says of itself belongs to it, so that an attempt can be judged again. */
export async function lookForAttempt(stage: Stage, signal?: AbortSignal) {
  const observation = await stage.observe({ full: true }, signal);
  const { version, kernel } = await stage.spec.seat.engine.info(signal);
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

/** What the learner is told of an attempt, the first time as every other. */
export const reportAttempt = (
  lab: string,
  { id, at, results, earned, of }: Attempt,
): CheckReport & { readonly attempt: string } => ({
  lab,
  at,
  results: [...results],
  earned,
  of,
  attempt: id,
});

/** Records what was judged, with all that it was judged from. */
export function recordAttempt(
  store: Pick<AttemptStore, 'addAttempt'>,
  run: Run,
  at: Date,
  judged: {
    id: string | undefined;
    observation: Observation;
    engine: Attempt['engine'];
    results: readonly CheckResult[];
  },
): Attempt {
  const { id, observation, engine, results } = judged;
  return store.addAttempt({
    id,
    run: run.id,
    at: at.toISOString(),
    results,
    ...sumPoints(results),
    observation,
    imageDigests: Object.fromEntries(
      observation.containers.map(({ service, declared }) => [service, declared.image.id]),
    ),
    engine,
    seatKind: run.seatKind,
    seatClass: run.seatClass,
    attestedBy: 'local',
  });
}
