import { ApiError } from '../../core/api.ts';

/**
 * Asks, and asks again by itself for as long as the server says no more than when to come again, of which `tell` is told
 * in seconds. Undefined where `signal` ended the wait; rejects with whatever else the server says.
 */
export async function inTurn<T>(
  ask: () => Promise<T>,
  tell: (seconds: number) => void,
  signal: AbortSignal,
): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ApiError) || error.againSeconds === undefined) throw error;
      tell(error.againSeconds);
      await wait(error.againSeconds * 1000, signal);
    }
  }
  return undefined;
}

/** Resolves also where it is aborted. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
