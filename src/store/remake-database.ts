import { ArchiveFault } from './archive-refusal.ts';
import { openArchivedDatabase } from './archived-database.ts';
import { type CopyOptions, copyArchived, type MovedRun } from './copy-archived.ts';
import { openDatabase } from './database.ts';
import { openStore } from './open-store.ts';

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
  const database = openDatabase(made);
  let moved: readonly MovedRun[];
  try {
    moved = await copyArchived(archived, database, options);
  } finally {
    database.close();
  }
  requireHome(made);
  return moved;
}

/** Rows that are right one by one may still be no home: this one is used once as a server would. */
function requireHome(path: string): void {
  try {
    using store = openStore(path);
    const { person } = store.localPerson();
    store.chapterPositions(person.id);
    for (const { id } of store.listRuns()) {
      store.listRevisions(id);
      store.listAttempts(id);
      store.listEvents(id);
    }
  } catch (cause) {
    throw new ArchiveFault('its database holds no home that can be opened', { cause });
  }
}
