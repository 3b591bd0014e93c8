import { DrydockError } from '../lab/errors.ts';
import type { ExecProcess } from '../lab/ports/engine.ts';
import type { Probe } from '../lab/ports/seat.ts';
import { makeProbe } from './probe-stream.ts';

/** The one probe of a seat or of a workbench. Disposing ends it, and none is begun after that. */
export interface SharedProbe extends AsyncDisposable {
  /**
   * The probe for all who ask; a new one where the last one closed by itself. Rejects with `cancelled` once disposed.
   */
  open(argv: readonly string[]): Promise<Probe>;
  readonly isEnded: boolean;
}

/** @param start Runs `argv` where the probe is. Called at the first question, and where a line broke. */
export function shareProbe(
  start: (argv: readonly string[], signal?: AbortSignal) => Promise<ExecProcess>,
): SharedProbe {
  let probe: Probe | undefined;
  let isEnded = false;
  return {
    async open(argv) {
      // What is looked at while it is let go of would have a process that nobody ends.
      if (isEnded)
        throw new DrydockError('cancelled', { message: 'The seat or workbench of this probe was closed.' });
      const current =
        probe ??
        makeProbe(
          (signal) => start(argv, signal),
          () => {
            if (probe === current) probe = undefined;
          },
        );
      probe = current;
      return current;
    },
    get isEnded() {
      return isEnded;
    },
    async [Symbol.asyncDispose]() {
      isEnded = true;
      await probe?.[Symbol.asyncDispose]();
    },
  };
}
