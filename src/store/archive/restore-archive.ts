import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { removePath } from '../../files/remove-entry.ts';
import { remakeDatabase } from '../remake-database.ts';
import { type ArchiveManifest, archivedFolders, databaseName, workspacesName } from './archive-format.ts';
import { type ArchiveBounds, archiveBounds } from './archive-meter.ts';
import { ArchiveFault, refuseArchive } from './archive-refusal.ts';
import type { ArchiveSource } from './archive-source.ts';
import type { CopyOptions, MovedRun } from './copy-archived.ts';
import { type EraseAgainOptions, type ErasedAgain, eraseAgain } from './erase-again.ts';
import { readArchive } from './read-archive.ts';
import { logNames, markRestore, restoredNames, unmarkRestore } from './unfinished-restore.ts';

export interface RestoreOptions {
  readonly at: Date;
  /** Ends what uses the folders that are about to be replaced. Called once nothing can be refused any more. */
  readonly beforeExchange?: () => Promise<void>;
  /** What is kept outside of the database of whoever is erased again; nothing where it is not said. */
  readonly forgetContents?: EraseAgainOptions['forgetContents'];
  readonly bounds?: ArchiveBounds;
  readonly signal?: AbortSignal;
}

export interface RestoredHome {
  readonly manifest: ArchiveManifest;
  /** Where that which was replaced is kept; undefined where there was nothing. */
  readonly replaced: string | undefined;
  /** Runs whose files were not in a folder of their own in the home. */
  readonly moved: readonly MovedRun[];
  /** Of whom the home had been rid since the archive was made. */
  readonly erased: ErasedAgain;
}

/**
 * Puts an archive in the place of a home's database, workspaces and kept copies. All of it is laid out beside them
 * first; its database is only read, and its rows are copied into one that is made here. What is replaced is moved to
 * `replaced/`. Who was erased from the home since the archive was made is erased from it again. Rejects as `readArchive` does, with `bad-usage` for a database that is not one of a
 * home or is damaged, with `setup-failed` for a newer one; the home is then as it was. The caller holds its lock.
 */
export async function restoreArchive(
  home: string,
  archive: ArchiveSource,
  { at, beforeExchange, forgetContents = noContents, bounds = archiveBounds, signal }: RestoreOptions,
): Promise<RestoredHome> {
  const file = archive.path;
  await clearLeft(home);
  const folder = await mkdtemp(join(home, 'restoring-'));
  try {
    const [laidOut, made] = [join(folder, 'archive'), join(folder, 'made')];
    for (const each of [laidOut, made]) await mkdir(each);
    const { bavail, bsize } = await statfs(folder);
    const manifest = await readArchive(archive, laidOut, { bounds, room: bavail * bsize, signal });
    const moved = await remake(file, laidOut, made, { from: manifest.home, to: home, signal });
    for (const name of archivedFolders) {
      if (existsSync(join(laidOut, name))) await rename(join(laidOut, name), join(made, name));
      else await mkdir(join(made, name), { mode: 0o700 });
    }
    const erased = await eraseAgain(made, home, { forgetContents });
    signal?.throwIfAborted();
    await beforeExchange?.();
    return { manifest, moved, erased, replaced: await exchange(made, home, at) };
  } finally {
    await removePath(folder);
  }
}

const noContents = async (): Promise<void> => undefined;

async function remake(
  file: string,
  laidOut: string,
  made: string,
  options: Omit<CopyOptions, 'there'>,
): Promise<readonly MovedRun[]> {
  const path = join(laidOut, databaseName);
  try {
    if (!existsSync(path)) throw new ArchiveFault('it has no database in it');
    const there = await listFolder(join(laidOut, workspacesName));
    return await remakeDatabase(path, join(made, databaseName), { ...options, there });
  } catch (error) {
    options.signal?.throwIfAborted();
    throw refuseArchive(file, error);
  }
}

/** What is directly in a folder, which need not be there: whether each is one itself. */
async function listFolder(path: string): Promise<ReadonlyMap<string, boolean>> {
  if (!existsSync(path)) return new Map();
  const entries = await readdir(path, { withFileTypes: true });
  return new Map(entries.map((entry) => [entry.name, entry.isDirectory()]));
}

/** What restores that were killed before anything was exchanged had laid out. */
async function clearLeft(home: string): Promise<void> {
  for (const name of await readdir(home))
    if (name.startsWith('restoring-')) await removePath(join(home, name));
}

/**
 * Moves what is there away and the new in its place; puts everything back where that does not go through. One that is
 * killed is finished by whoever takes the lock of the home next.
 */
async function exchange(folder: string, home: string, at: Date): Promise<string | undefined> {
  const aside = join(home, 'replaced', at.toISOString().replaceAll(/[:.]/g, '-'));
  const undo: (() => Promise<void>)[] = [];
  const move = async (from: string, to: string) => {
    if (!existsSync(from)) return;
    await rename(from, to);
    undo.unshift(() => rename(to, from));
  };
  await mkdir(aside, { recursive: true, mode: 0o700 });
  await markRestore(home, { laidOut: basename(dirname(folder)), aside: basename(aside) });
  try {
    for (const name of [databaseName, ...logNames, ...archivedFolders])
      await move(join(home, name), join(aside, name));
    const isEmpty = undo.length === 0;
    for (const name of restoredNames) await move(join(folder, name), join(home, name));
    unmarkRestore(home);
    if (!isEmpty) return aside;
    await removePath(aside);
    return undefined;
  } catch (error) {
    for (const step of undo) await step();
    unmarkRestore(home);
    throw error;
  }
}
