import { isEngineAway } from '../../lab/engine-away.ts';
import { type ErrorReport, reportError } from '../../lab/errors.ts';
import type { Workbench } from '../../lab/ports/seat.ts';

/**
 * Brings files out of the seat. Resolves with what kept it from that, such as a seat that holds more than is carried:
 * what only the seat has is then still there, and what the server has is what can be shown. Rejects where the engine is
 * away, and as soon as `signal` is aborted.
 */
export async function bringOut(
  workbench: Pick<Workbench, 'syncOut'>,
  signal?: AbortSignal,
): Promise<ErrorReport | undefined> {
  try {
    await workbench.syncOut(signal);
    return undefined;
  } catch (error) {
    signal?.throwIfAborted();
    const report = reportError(error);
    if (isEngineAway(report)) throw error;
    return report;
  }
}
