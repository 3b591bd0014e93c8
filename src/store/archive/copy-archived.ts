import { setImmediate } from 'node:timers/promises';
import type * as z from 'zod';
import type { Database } from '../database.ts';
import { isConstraintError } from '../storage-error.ts';
import { type Places, placeWorkspaces } from '../workspace-place.ts';
import { ArchiveFault } from './archive-refusal.ts';
import { type ArchivedDatabase, quote } from './archived-database.ts';
import { type Columned, columnsOf } from './archived-schema.ts';
import { type ArchivedRow, archivedTables } from './archived-tables.ts';

/** A run that does not go on with the files that it had, and where it goes on. */
export interface MovedRun {
  readonly lab: string;
  readonly left: string;
  readonly directory: string;
}

export interface CopyOptions extends Places {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Parses every row and copies it into a database that was just made at the version of the archive's schema; workspaces
 * get their new folders. Throws an `ArchiveFault` for rows that no Drydock writes and rows that contradict one another.
 */
export async function copyArchived(
  archived: ArchivedDatabase,
  database: Database,
  { signal, ...options }: CopyOptions,
): Promise<readonly MovedRun[]> {
  const moved: MovedRun[] = [];
  for (const [name, table] of archived.schema.tables) {
    // One table is one long step; whoever is told to end is heard in between.
    await setImmediate();
    signal?.throwIfAborted();
    database.write(() => {
      const add = insertInto(database, name, columnsOf(table));
      const rows = name === 'run' ? placeRuns(archived, options, moved) : parseRows(archived, name, table);
      for (const row of rows) add(row);
    });
  }
  return moved;
}

function* parseRows<T extends z.ZodType & Columned>(
  archived: ArchivedDatabase,
  name: string,
  table: T,
): Generator<z.output<T>, void, undefined> {
  for (const row of archived.rows(name, columnsOf(table))) yield parseRow(table, name, row);
}

/** Where the one is depends on where the others are. */
function* placeRuns(
  archived: ArchivedDatabase,
  options: Places,
  moved: MovedRun[],
): Generator<ArchivedRow, void, undefined> {
  const rows = () => parseRows(archived, 'run', archivedTables.run);
  const places = placeWorkspaces(
    Array.from(rows(), ({ id, lab, workspace_dir: workspaceDir }) => ({ id, lab, workspaceDir })),
    options,
  );
  for (const row of rows()) {
    const { directory = '', left } = places.get(row.id) ?? {};
    if (left !== undefined) moved.push({ lab: row.lab, left, directory });
    // Whose containers these are is not known before somebody looks: they start when they are asked to. One that was
    // never laid out still has to be.
    const step = row.step === 'new' ? 'new' : 'stopped';
    yield { ...row, workspace_dir: directory, intent: 'stopped', step };
  }
}

function parseRow<T extends z.ZodType>(schema: T, table: string, row: unknown): z.output<T> {
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? `${issue.path.join('.')} ` : '';
  throw new ArchiveFault(
    `a row of the table “${table}” in its database is none of Drydock's: ${where}${issue?.message ?? ''}`,
    { cause: parsed.error },
  );
}

function insertInto(
  { handle }: Database,
  table: string,
  columns: readonly string[],
): (row: ArchivedRow) => void {
  const insert = handle.prepare(
    `INSERT INTO ${quote(table)} (${columns.map(quote).join(', ')})
     VALUES (${columns.map((column) => `:${column}`).join(', ')})`,
  );
  return (row) => {
    try {
      insert.run({ ...row });
    } catch (error) {
      if (!isConstraintError(error)) throw error;
      throw new ArchiveFault(`a row of the table “${table}” in its database contradicts others`, {
        cause: error,
      });
    }
  };
}
