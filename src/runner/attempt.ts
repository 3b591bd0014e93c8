import type { Observation } from '../lab/observation.ts';
import type { Attempt, AttemptStore, Run } from '../lab/ports/store.ts';
import { type CheckResult, sumPoints } from '../lab/result.ts';
import type { Stage } from './stage.ts';

/** Looks with every probe. What the engine says of itself belongs to it, so that an attempt can be judged again. */
export async function lookForAttempt(stage: Stage, signal?: AbortSignal) {
  const observation = await stage.observe({ full: true }, signal);
  const { version, kernel } = await stage.spec.seat.engine.info(signal);
  return { observation, engine: { version, kernel } };
}

/** Records what was judged, with all that it was judged from. */
export function recordAttempt(
  store: Pick<AttemptStore, 'addAttempt'>,
  run: Run,
  at: Date,
  judged: { observation: Observation; engine: Attempt['engine']; results: readonly CheckResult[] },
): Attempt {
  const { observation, engine, results } = judged;
  return store.addAttempt({
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
