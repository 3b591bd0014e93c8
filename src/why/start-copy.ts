import { DrydockError } from '../lab/errors.ts';
import type { Engine } from '../lab/ports/engine.ts';

/** A start that waits for something in the kernel is ended by removing what was made. */
const startMs = 60_000;
/** A copy whose making is cancelled half way may be made all the same, with nobody to remove it: it is waited for. */
const unwantedMs = 10_000;

/** Starts a copy and resolves with its id, for who has it removed. */
export async function startCopy(
  engine: Pick<Engine, 'startAs'>,
  name: string,
  body: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const over = new AbortController();
  const late = new DrydockError('timed-out', {
    message: `${name} had not started after ${startMs / 1_000} s.`,
  });
  const timers = [setTimeout(() => over.abort(late), startMs)];
  const onUnwanted = () => timers.push(setTimeout(() => over.abort(signal.reason), unwantedMs));
  signal.addEventListener('abort', onUnwanted, { once: true });
  try {
    return await engine.startAs(name, body, over.signal);
  } catch (error) {
    over.signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', onUnwanted);
    for (const timer of timers) clearTimeout(timer);
  }
}
