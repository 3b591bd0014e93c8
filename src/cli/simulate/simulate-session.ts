import { drawFrom } from './drawn.ts';
import { playLearner, type SimulatedLearnerParts } from './simulated-learner.ts';

export interface SimulationParts
  extends Pick<SimulatedLearnerParts, 'url' | 'code' | 'taskMs' | 'signal' | 'onAttempt'> {
  readonly learners: number;
  readonly seed: number;
}

export interface Simulation {
  readonly learners: number;
  readonly attempts: number;
  readonly tasks: number;
  /** Of the answers to attempts, in milliseconds; undefined where there was none. */
  readonly medianMs: number | undefined;
  readonly p95Ms: number | undefined;
}

/** Plays so many learners at once, until all have done the session's labs or the signal is aborted. */
export async function simulateSession({
  learners,
  seed,
  onAttempt,
  ...parts
}: SimulationParts): Promise<Simulation> {
  const times: number[] = [];
  const played = await Promise.all(
    Array.from({ length: learners }, (_, index) =>
      playLearner({
        ...parts,
        name: `Simulated ${index + 1}`,
        drawn: drawFrom(seed + index),
        onAttempt: (told) => {
          times.push(told.ms);
          onAttempt?.(told);
        },
      }),
    ),
  );
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return {
    learners,
    attempts: played.reduce((sum, each) => sum + each.attempts, 0),
    tasks: played.reduce((sum, each) => sum + each.tasks, 0),
    medianMs: at(0.5),
    p95Ms: at(0.95),
  };
}
