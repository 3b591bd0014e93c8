import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { makeFolder } from '../files/make-folder.ts';
import { requirePlain } from '../files/plain-file.ts';
import { DrydockError } from '../lab/errors.ts';
import { migrate, migrateTo } from './migrations.ts';
import { describeStorageError, newestCopy } from './storage-error.ts';

/** One open SQLite file. Whatever it throws is of the catalogue of errors. */
export interface Database {
  /** For preparing statements; run them inside `read` or `write`. */
  readonly handle: DatabaseSync;
  read<T>(work: () => T): T;
  /** Runs `work` in a transaction that is on disk when it returns; nothing of it is kept if `work` throws. */
  write<T>(work: () => T): T;
  /** Does something once the transaction that is open now is on disk; never where it fails. */
  onCommit(work: () => void): void;
  /** A consistent copy, taken while others write. */
  backUp(to: string): Promise<void>;
  close(): void;
}

const QuickCheckSchema = z.array(z.object({ quick_check: z.string() }));

/**
 * Opens or makes the database, with its folder, checks it and brings its schema up to date; or, of one that is made, to
 * the version `schema`.
 * FULL, since NORMAL may lose the last commits of a write-ahead log on power loss. What is deleted is overwritten.
 */
export function openDatabase(path: string, schema?: number): Database {
  let handle: DatabaseSync | undefined;
  try {
    makeFolder(dirname(path), { mode: 0o700 });
    requirePlain(path, newestCopy(path));
    handle = new DatabaseSync(path, { timeout: 5_000, enableForeignKeyConstraints: true, defensive: true });
    chmodSync(path, 0o600);
    handle.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
    quickCheck(handle, path);
    if (schema === undefined) migrate(handle, path);
    else migrateTo(schema, handle);
    return makeDatabase(handle, path);
  } catch (error) {
    handle?.close();
    throw describeStorageError(error, path);
  }
}

function makeDatabase(handle: DatabaseSync, path: string): Database {
  function read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw describeStorageError(error, path);
    }
  }
  let committed: (() => void)[] = [];
  function write<T>(work: () => T): T {
    // IMMEDIATE takes the write lock now: a transaction that read first could not upgrade later.
    handle.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      handle.exec('COMMIT');
      return result;
    } catch (error) {
      committed = [];
      if (handle.isTransaction) handle.exec('ROLLBACK');
      throw error;
    }
  }
  return {
    handle,
    read,
    write: (work) => {
      const result = read(() => write(work));
      const told = committed;
      committed = [];
      for (const tell of told) tell();
      return result;
    },
    onCommit: (work) => void committed.push(work),
    backUp: async (to) => {
      try {
        await backup(handle, to);
      } catch (error) {
        throw describeStorageError(error, to);
      }
    },
    close: () => {
      if (handle.isOpen) handle.close();
    },
  };
}

function quickCheck(handle: DatabaseSync, path: string): void {
  const rows = QuickCheckSchema.parse(handle.prepare('PRAGMA quick_check(5)').all());
  const faults = rows.map((row) => row.quick_check).filter((text) => text !== 'ok');
  if (faults.length === 0) return;
  throw new DrydockError('setup-failed', {
    message: `${path} is damaged: ${faults[0]}.`,
    fix: `Move it away. ${newestCopy(path)}`,
    output: faults.join('\n'),
  });
}
