import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { DrydockError } from '../lab/errors.ts';
import { type ArchiveManifest, archivedFolders, databaseName } from './archive-format.ts';
import { openDatabase } from './database.ts';
import { readArchive } from './read-archive.ts';

export interface RestoredHome {
  readonly manifest: ArchiveManifest;
  /** Where that which was replaced is kept; undefined where there was nothing. */
  readonly replaced: string | undefined;
}

const TriggerSchema = z.object({ sql: z.string() });

/** What belongs to a database of SQLite: its write-ahead log must not meet another one. */
const restored = [databaseName, ...archivedFolders] as const;
const replacedToo = [`${databaseName}-wal`, `${databaseName}-shm`] as const;

/**
 * Puts an archive in the place of a home's database, workspaces and kept copies. All of it is laid out and checked
 * beside them first, and brought to the newest schema; what it replaces is moved to `replaced/`. Rejects as
 * `readArchive` does, or with `setup-failed` for a database that is damaged or newer; the home is then as it was.
 * The caller holds the home's lock.
 */
export async function restoreArchive(home: string, file: string, at: Date): Promise<RestoredHome> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(home, 'restoring-'));
  try {
    const manifest = await readArchive(file, folder);
    const database = join(folder, databaseName);
    if (!existsSync(database))
      throw new DrydockError('bad-usage', {
        message: `${file} has no database in it. Nothing was changed.`,
        fix: 'Give a file that `drydock backup` wrote.',
      });
    openDatabase(database).close();
    if (manifest.home !== home) moveWorkspaces(database, manifest.home, home);
    return { manifest, replaced: await exchange(folder, home, at) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs know their folder by its absolute path, which is another one in another home. */
function moveWorkspaces(database: string, from: string, to: string): void {
  const db = new DatabaseSync(database);
  try {
    const trigger = TriggerSchema.parse(
      db.prepare("SELECT sql FROM sqlite_schema WHERE name = 'run_stays_itself'").get(),
    );
    db.exec('BEGIN IMMEDIATE; DROP TRIGGER run_stays_itself');
    db.prepare(
      `UPDATE run SET workspace_dir = :to || substr(workspace_dir, length(:from) + 1)
       WHERE substr(workspace_dir, 1, length(:from) + 1) = :from || '/'`,
    ).run({ from, to });
    db.exec(`${trigger.sql}; COMMIT`);
  } finally {
    db.close();
  }
}

/** Moves what is there away and the new in its place; puts everything back where that does not go through. */
async function exchange(folder: string, home: string, at: Date): Promise<string | undefined> {
  const aside = join(home, 'replaced', at.toISOString().replaceAll(/[:.]/g, '-'));
  const undo: (() => Promise<void>)[] = [];
  const move = async (from: string, to: string) => {
    if (!existsSync(from)) return;
    await rename(from, to);
    undo.unshift(() => rename(to, from));
  };
  await mkdir(aside, { recursive: true, mode: 0o700 });
  try {
    for (const name of [...restored, ...replacedToo]) await move(join(home, name), join(aside, name));
    const isEmpty = undo.length === 0;
    for (const name of restored) await move(join(folder, name), join(home, name));
    if (!isEmpty) return aside;
    await rm(aside, { recursive: true });
    return undefined;
  } catch (error) {
    for (const step of undo) await step();
    throw error;
  }
}
