import { DrydockError } from '../errors.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface Deadline {
  readonly ms: number;
  /** What is said of work that did not end by then. */
  readonly late: { readonly message: string; readonly fix?: string };
  /** Ends it earlier, with its own reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The work, which is given a signal that is aborted when its time is over. Rejects with `timed-out` then, whatever the
 * work does with the signal.
 */
export async function within<T>(
  { ms, late, signal }: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(new DrydockError('timed-out', late)), ms);
  const end = () => ending.abort(signal?.reason);
  if (signal?.aborted) end();
  signal?.addEventListener('abort', end, { once: true });
  try {
    ending.signal.throwIfAborted();
    return await unlessAborted(work(ending.signal), ending.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}
