import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { requirePlain } from '../files/plain-file.ts';
import { DrydockError } from '../lab/errors.ts';
import { readSchemaVersion } from './migrations.ts';
import { describeStorageError, newestCopy } from './storage-error.ts';

/** Copies the database beside whoever uses it, consistently. Resolves with the version of its schema. */
export async function copyDatabase(from: string, to: string): Promise<number> {
  if (!existsSync(from))
    throw new DrydockError('not-found', {
      message: `There is no database in ${dirname(from)}: nothing to back up.`,
      fix: 'Say which home is meant with --home DIR.',
    });
  requirePlain(from, newestCopy(from));
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(from, { timeout: 5_000 });
    await backup(db, to);
    return readSchemaVersion(db);
  } catch (error) {
    throw describeStorageError(error, from);
  } finally {
    db?.close();
  }
}
