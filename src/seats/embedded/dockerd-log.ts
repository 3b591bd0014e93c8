import { copyFile, open, rename, stat, truncate } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** A file of the daemon's log grows to this, and one more is kept beside it: `dockerd.log.1`. */
const largestLogBytes = 4 * 1024 * 1024;

/**
 * Copies a log that has grown beyond its bound to `FILE.1`, in place of an older one, and begins it anew with a line
 * that says so. The daemon goes on writing at the end of the same file (O_APPEND): what it writes between the copy and
 * the cut is lost, which that line says too.
 */
export async function boundDockerdLog(file: string, mostBytes = largestLogBytes): Promise<void> {
  const size = await sizeOf(file);
  if (size <= mostBytes) return;
  await copyFile(file, `${file}.new`);
  await rename(`${file}.new`, `${file}.1`);
  await truncate(file);
  await using log = await open(file, 'a');
  const place = `what was in it before is in ${file}.1; what the daemon wrote in the moment between may be missing`;
  await log.write(`level=warning msg="drydock: this log was full and begins anew, ${place}"\n`);
}

export interface DockerdLogOptions {
  readonly everyMs: number;
  readonly onError: (error: unknown) => void;
}

/**
 * Bounds the log every `everyMs`, whichever home started the engine. Disposing waits for the turn that is under way.
 */
export function startLogRotation(file: string, { everyMs, onError }: DockerdLogOptions): AsyncDisposable {
  const stopping = new AbortController();
  const { signal } = stopping;
  const keeping = (async () => {
    while (!signal.aborted) {
      await boundDockerdLog(file).catch(onError);
      await delay(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await keeping;
    },
  };
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
      throw error;
    },
  );
