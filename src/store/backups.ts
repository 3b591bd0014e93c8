import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface BackupOptions {
  readonly directory: string;
  readonly everyMs: number;
  /** How many copies stay. */
  readonly keep: number;
  readonly clock: () => Date;
  /** A backup that failed is told here and tried again at the next turn. */
  readonly onError: (error: unknown) => void;
}

/**
 * Copies the store now and then, while it is in use. A copy has its final name only once it is whole.
 * Disposing waits for the copy under way.
 */
export function keepBackups(
  store: { backUp(to: string): Promise<void> },
  options: BackupOptions,
): AsyncDisposable {
  let last: Promise<void> = Promise.resolve();
  const turn = () => {
    last = last.then(() => backUpOnce(store, options)).catch(options.onError);
  };
  const timer = setInterval(turn, options.everyMs);
  timer.unref();
  turn();
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await last;
    },
  };
}

async function backUpOnce(
  store: { backUp(to: string): Promise<void> },
  { directory, keep, clock }: BackupOptions,
): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const name = `drydock-${clock().toISOString().replaceAll(/[:.]/g, '-')}.db`;
  const unfinished = join(directory, 'unfinished.db');
  await rm(unfinished, { force: true });
  await store.backUp(unfinished);
  await rename(unfinished, join(directory, name));
  const copies = (await readdir(directory)).filter((file) => /^drydock-.*\.db$/.test(file)).sort();
  await Promise.all(copies.slice(0, -keep).map((file) => rm(join(directory, file))));
}
