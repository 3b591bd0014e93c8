import type { ProgressEvent } from '../../../lab/wire/jobs.ts';

/** Guesses how long steps that fetch bytes still take, from how fast they went so far. */
export interface TimeLeft {
  /** In words; undefined while there is too little to go by. */
  of(step: ProgressEvent): string | undefined;
}

/** Below that, a guess would jump about. */
const leastMs = 1500;

export function makeTimeLeft(now: () => number): TimeLeft {
  const began = new Map<string, { atMs: number; bytes: number }>();
  return {
    of({ step, status, currentBytes, totalBytes }) {
      if (status !== 'running' || currentBytes === undefined || totalBytes === undefined) return undefined;
      const start = began.get(step);
      if (start === undefined || currentBytes < start.bytes) {
        began.set(step, { atMs: now(), bytes: currentBytes });
        return undefined;
      }
      const elapsedMs = now() - start.atMs;
      const fetched = currentBytes - start.bytes;
      if (elapsedMs < leastMs || fetched === 0 || currentBytes >= totalBytes) return undefined;
      return inWords(((totalBytes - currentBytes) * elapsedMs) / fetched / 1000);
    },
  };
}

function inWords(seconds: number): string {
  if (seconds < 8) return 'a few seconds left';
  if (seconds < 55) return `about ${Math.round(seconds / 5) * 5} s left`;
  const minutes = Math.round(seconds / 60);
  return `about ${Math.max(1, minutes)} min left`;
}
