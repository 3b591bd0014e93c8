import { within } from '../../lab/general/within.ts';
import type { Engine } from '../../lab/ports/engine.ts';
import type { Begun } from './reconcile.ts';

export interface ReconcileTiming {
  readonly everyMs: number;
  /** Waits between attempts to hear an engine again that went away. */
  readonly retryMs: readonly number[];
}

export const usualReconcileTiming: ReconcileTiming = {
  everyMs: 30_000,
  retryMs: [500, 1_000, 2_000, 4_000, 8_000, 15_000],
};

export interface ReconcilingParts {
  /**
   * Reconciles what is with what should be. Where it or what it began rejects, that is told, and the next turn tries
   * again.
   */
  reconcile(signal: AbortSignal): Promise<Begun>;
  /** The engines that labs run on now. */
  engines(signal: AbortSignal): Promise<readonly Pick<Engine, 'follow'>[]>;
  readonly onError: (error: unknown) => void;
  readonly timing?: Partial<ReconcileTiming>;
  /** Resolves after so many milliseconds or when the signal is aborted, whichever is first. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Reconciles at once, now and then, and when an engine is back after its stream of events broke. Events themselves are
 * no more than a hint, since engines forget them: nothing waits for one. One turn at a time. Disposing ends the turn
 * that is under way.
 */
export function startReconciling(parts: ReconcilingParts): AsyncDisposable {
  const timing = { ...usualReconcileTiming, ...parts.timing };
  const stopping = new AbortController();
  const { signal } = stopping;
  const ended = run(parts, timing, signal);
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await ended;
    },
  };
}

async function run(parts: ReconcilingParts, timing: ReconcileTiming, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    // Heard from before the look, so that what is lost during it is not missed.
    const lost = new AbortController();
    const ears = await listen(parts, signal, () => lost.abort());
    const fail = (error: unknown) => {
      failures += 1;
      if (!signal.aborted) parts.onError(error);
      lost.abort();
    };
    try {
      const { ended } = await parts.reconcile(signal);
      // Not waited for: a job that does not end holds up no other lab.
      void ended.then(() => {
        failures = 0;
      }, fail);
      await parts.wait(timing.everyMs, AbortSignal.any([signal, lost.signal]));
    } catch (error) {
      fail(error);
    }
    if (lost.signal.aborted) await parts.wait(backOff(timing, Math.max(failures, 1)), signal);
    await Promise.allSettled(ears.map((ear) => ear[Symbol.asyncDispose]()));
  }
}

const backOff = ({ retryMs, everyMs }: ReconcileTiming, failures: number): number =>
  retryMs[Math.min(failures, retryMs.length) - 1] ?? everyMs;

/** The engine of a seat is whoever's is root in there: it may not answer. */
const hearMs = 20_000;
const late = { message: `The stream of an engine's events did not open within ${hearMs / 1000} s.` };

/** An engine that cannot be heard now is found out by the look that follows. */
async function listen(
  { engines }: ReconcilingParts,
  signal: AbortSignal,
  onLost: () => void,
): Promise<readonly AsyncDisposable[]> {
  const found = await within({ ms: hearMs, late, signal }, engines).catch(() => []);
  const following = await Promise.allSettled(
    found.map(async (engine) => {
      const ear = engine.follow(() => undefined, onLost);
      return await within({ ms: hearMs, late, signal }, () => ear).catch((error: unknown) => {
        // Whoever answers after all is not heard.
        ear.then((heard) => heard[Symbol.asyncDispose]()).catch(() => undefined);
        throw error;
      });
    }),
  );
  return following.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}
