import { setTimeout as wait } from 'node:timers/promises';

const everyMs = 50;

/** Asks again until the answer is yes. Rejects with what was waited for once the time is over, or as `isSo` does. */
export async function until(
  what: string,
  timeoutMs: number,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${what}`);
    await wait(everyMs);
  }
}
