import { isEngineLost } from '../../lab/engine-away.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Probe } from '../../lab/ports/seat.ts';

/**
 * Opens the line to a probe, or finds it open: `Seat.openProbe` or `Workbench.openProbe` with `probeArgv()`.
 * After a line broke, the next call opens a new one.
 */
export type OpenProbe = (signal?: AbortSignal) => Promise<Probe>;

/**
 * Asks once, and once more over a new line where the first one was found broken: a container of ours may have
 * been replaced since. Rejects with `timed-out` after `timeoutMs` for both together.
 */
export async function askProbe(
  open: OpenProbe,
  request: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<string> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
  try {
    const probe = await open(either);
    return await probe.ask(request, either).catch(async (error: unknown) => {
      if (either.aborted || !isEngineLost(error)) throw error;
      return (await open(either)).ask(request, either);
    });
  } catch (error) {
    if (signal?.aborted || !deadline.aborted) throw error;
    throw new DrydockError('timed-out', {
      message: `The probe gave no answer within ${timeoutMs} ms.`,
      cause: error,
    });
  }
}
