import { type ErrorReport, reportError } from '../../lab/errors.ts';
import { drawFrom } from './drawn.ts';
import { playLearner, type SimulatedLearnerParts } from './simulated-learner.ts';

export interface SimulationParts extends Omit<SimulatedLearnerParts, 'name' | 'drawn'> {
  readonly learners: number;
  readonly seed: number;
}

export interface Simulation {
  readonly learners: number;
  readonly attempts: number;
  readonly tasks: number;
  /** Learners who did not get through, and what was said to them. */
  readonly refused: readonly { readonly name: string; readonly error: ErrorReport }[];
  /** Of the answers to attempts, in milliseconds; undefined where there was none. */
  readonly medianMs: number | undefined;
  readonly p95Ms: number | undefined;
}

/**
 * Plays so many learners at once, until all have done the session's labs or the signal is aborted. Who is refused
 * something stops there, and the others go on.
 */
export async function simulateSession({
  learners,
  seed,
  onAttempt,
  ...parts
}: SimulationParts): Promise<Simulation> {
  const times: number[] = [];
  const nameOf = (index: number) => `Simulated ${index + 1}`;
  const ended = await Promise.allSettled(
    Array.from({ length: learners }, (_, index) =>
      playLearner({
        ...parts,
        name: nameOf(index),
        drawn: drawFrom(seed + index),
        onAttempt: (told) => {
          times.push(told.ms);
          onAttempt?.(told);
        },
      }),
    ),
  );
  const played = ended.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const refused = ended.flatMap((one, index) =>
    one.status === 'rejected' && !parts.signal.aborted
      ? [{ name: nameOf(index), error: reportError(one.reason) }]
      : [],
  );
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return {
    learners,
    refused,
    attempts: played.reduce((sum, each) => sum + each.attempts, 0),
    tasks: played.reduce((sum, each) => sum + each.tasks, 0),
    medianMs: at(0.5),
    p95Ms: at(0.95),
  };
}
