import { DrydockError } from '../lab/errors.ts';
import { ArchiveFault } from './archive/archive-refusal.ts';
import { openArchivedDatabase } from './archive/archived-database.ts';
import { type CopyOptions, copyArchived, type MovedRun } from './archive/copy-archived.ts';
import { type Database, openDatabase } from './database.ts';
import { migrateTo, newestSchema } from './migrations.ts';
import { openStore } from './open-store.ts';
import { describeStorageError } from './storage-error.ts';

/**
 * Makes a database of the newest schema with the rows of another, which is only read. Rejects with an `ArchiveFault`,
 * or what SQLite says, for one that is not of a home or is damaged, with `setup-failed` for a newer one.
 */
export async function remakeDatabase(
  from: string,
  made: string,
  options: CopyOptions,
): Promise<readonly MovedRun[]> {
  using archived = openArchivedDatabase(from);
  const database = openDatabase(made, archived.schema.version);
  let moved: readonly MovedRun[];
  try {
    moved = await copyArchived(archived, database, options);
    options.signal?.throwIfAborted();
    bringUpToDate(database, made);
  } finally {
    database.close();
  }
  requireHome(made);
  return moved;
}

/** Rows that are right in the form that they had may still make none in that which they have now. */
function bringUpToDate({ handle }: Database, path: string): void {
  try {
    migrateTo(newestSchema(), handle);
  } catch (cause) {
    const told = describeStorageError(cause, path);
    if (told instanceof DrydockError && told.code === 'disk-full') throw told;
    throw new ArchiveFault('its database cannot be brought up to date', { cause });
  }
}

/** Rows that are right one by one may still be no home: this one is used once as a server would. */
function requireHome(path: string): void {
  try {
    using store = openStore(path);
    const { person } = store.localPerson();
    store.chapterPositions(person.id);
    for (const { id } of store.listRuns()) {
      store.listRevisions(id);
      store.listEvents(id);
      const taken = [...store.listAttempts(id), ...store.listEvents(id, ['observed'])];
      // A key of the table holds that it is there; of whoever was erased it is empty.
      for (const hash of new Set(taken.map(({ observationHash }) => observationHash)))
        store.readObservation(hash);
    }
  } catch (cause) {
    throw new ArchiveFault('its database holds no home that can be opened', { cause });
  }
}
