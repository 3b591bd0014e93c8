import { existsSync, readdirSync } from 'node:fs';
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

/** Copies that are made while it is not disposed. */
export interface Backups extends AsyncDisposable {
  /** Makes a copy, and removes all that were made before: they hold what was deleted since. Rejects where it cannot. */
  renew(): Promise<void>;
}

/**
 * Copies the store now and then, while it is in use. A copy has its final name only once it is whole. The first is
 * made when the newest one is old enough, so that a server that is started often does not push the older ones out.
 * Disposing waits for the copy under way.
 */
export function startBackups(store: { backUp(to: string): Promise<void> }, options: BackupOptions): Backups {
  const { directory, everyMs, clock } = options;
  let last: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const turn = () => {
    last = last.then(() => backUpOnce(store, options)).catch(options.onError);
    later(everyMs);
  };
  const later = (ms: number) => {
    timer = setTimeout(turn, ms);
    timer.unref();
  };
  const freshForMs = everyMs - ageOfNewest(directory, clock());
  if (freshForMs > 0) later(freshForMs);
  else turn();
  return {
    renew: () => {
      const renewed = last.then(() => backUpOnce(store, { ...options, keep: 1 }));
      last = renewed.catch(() => undefined);
      return renewed;
    },
    [Symbol.asyncDispose]: async () => {
      clearTimeout(timer);
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
  const copies = (await readdir(directory)).filter((file) => namePattern.test(file)).sort();
  await Promise.all(copies.slice(0, -keep).map((file) => rm(join(directory, file))));
}

const namePattern = /^drydock-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z\.db$/;

/** Milliseconds since the newest copy; without end where there is none, or one of a time that has not come yet. */
function ageOfNewest(directory: string, now: Date): number {
  const names = existsSync(directory) ? readdirSync(directory) : [];
  const ages = names
    .filter((name) => namePattern.test(name))
    .map((name) => now.getTime() - Date.parse(name.replace(namePattern, '$1T$2:$3:$4.$5Z')))
    .filter((age) => age >= 0);
  return Math.min(...ages, Number.POSITIVE_INFINITY);
}
