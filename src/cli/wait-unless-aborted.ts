import { setTimeout as delay } from 'node:timers/promises';

/** Resolves after so many milliseconds or when the signal is aborted, whichever is first. Keeps no process alive. */
export async function waitUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
