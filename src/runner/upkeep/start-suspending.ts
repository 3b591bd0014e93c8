import type { IdleRules } from '../../lab/ports/suspension.ts';

export interface SuspendingParts {
  readonly rules: IdleRules;
  /** One turn over all seats. A rejection is told, and the next turn comes all the same. */
  suspendIdle(rules: IdleRules, signal: AbortSignal): Promise<void>;
  readonly onError: (error: unknown) => void;
  /** Resolves after so many milliseconds or when the signal is aborted, whichever is first. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Nobody waits for a suspension, so it may come so much late; never early. */
const usualTurnMs = 10_000;

/** Looks now and then for seats in which nobody is. Disposing waits for the turn that is under way. */
export function startSuspending(parts: SuspendingParts): AsyncDisposable {
  const stopping = new AbortController();
  const ended = run(parts, stopping.signal);
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await ended;
    },
  };
}

async function run(
  { rules, suspendIdle, onError, wait }: SuspendingParts,
  signal: AbortSignal,
): Promise<void> {
  const times = [rules.pauseAfterMs, rules.stopAfterMs].filter((ms) => ms !== null);
  if (times.length === 0) return;
  const turnMs = Math.max(100, Math.min(usualTurnMs, ...times.map((ms) => ms / 4)));
  while (!signal.aborted) {
    await wait(turnMs, signal);
    if (signal.aborted) return;
    await suspendIdle(rules, signal).catch((error: unknown) => {
      if (!signal.aborted) onError(error);
    });
  }
}
