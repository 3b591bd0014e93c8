/** A restore on its way: where the new files are and where the old ones go, so that one that was killed is finished. */
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod';
import { DrydockError } from '../../lab/errors.ts';
import { archivedFolders, databaseName } from './archive-format.ts';

/** What is put in the place of another. */
export const restoredNames = [databaseName, ...archivedFolders] as const;
/** What belongs to a database of SQLite: its write-ahead log must not meet another one. */
export const logNames = [`${databaseName}-wal`, `${databaseName}-shm`] as const;

const markName = 'restore.json';
const Folder = z.string().regex(/^(?!\.\.?$)[^/\0]+$/);
const Mark = z.object({
  /** Below the home, with the new files in its `made`. */
  laidOut: Folder,
  /** Below `replaced` of the home, for the old ones. */
  aside: Folder,
});

/** What a restore does, as it is remembered. */
export type RestoreMark = z.output<typeof Mark>;

/** Says that from now on the new files are to be those of the home, whatever ends this process. */
export async function markRestore(home: string, mark: RestoreMark): Promise<void> {
  await writeFileAtomic(join(home, markName), JSON.stringify(mark), { mode: 0o600 });
}

export const unmarkRestore = (home: string): void => rmSync(join(home, markName), { force: true });

/** Whether a restore was begun and neither finished nor taken back. */
export const isRestoring = (home: string): boolean => existsSync(join(home, markName));

function readMark(file: string): RestoreMark {
  try {
    return Mark.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new DrydockError('setup-failed', {
      message: `${file} does not say which restore was cut off: it is damaged, or not a file of Drydock’s.`,
      fix: 'What the home had is in the newest folder of `replaced`, what was to come is in `restoring-…/made`. Move what you want to keep to its place in the home, remove the file, and start again.',
      cause,
    });
  }
}

/**
 * Goes on with a restore that was cut off: each new file that is still beside the home takes the place of the old one,
 * which goes where the others went. May itself be cut off anywhere. Resolves with the folder of the old ones, undefined
 * where there was no restore. Throws as renames do. The caller holds the lock of the home.
 */
export function finishRestore(home: string): string | undefined {
  if (!isRestoring(home)) return undefined;
  const mark = readMark(join(home, markName));
  const aside = join(home, 'replaced', mark.aside);
  for (const name of restoredNames) {
    const made = join(home, mark.laidOut, 'made', name);
    if (!existsSync(made)) continue;
    for (const old of name === databaseName ? [name, ...logNames] : [name]) {
      const to = join(aside, old);
      // What came into an old place after that was moved is nobody's: an empty home, opened by an older Drydock.
      if (existsSync(join(home, old))) renameSync(join(home, old), existsSync(to) ? `${to}.later` : to);
    }
    renameSync(made, join(home, name));
  }
  unmarkRestore(home);
  return aside;
}
