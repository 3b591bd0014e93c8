import type { SQLInputValue } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type * as z from 'zod';
import { ArchiveFault } from './archive-refusal.ts';
import { type ArchivedDatabase, quote } from './archived-database.ts';
import { type ArchivedTable, archivedTableNames, archivedTables, columnsOf } from './archived-tables.ts';
import type { Database } from './database.ts';
import { isConstraintError } from './storage-error.ts';
import { placeWorkspace } from './workspace-place.ts';

/** A run whose files no backup holds, and where it goes on. */
export interface MovedRun {
  readonly lab: string;
  readonly left: string;
  readonly directory: string;
}

export interface CopyOptions {
  /** The home of the archive, and the one that it is restored into. */
  readonly from: string;
  readonly to: string;
  readonly signal?: AbortSignal | undefined;
}

type Row = Readonly<Record<string, SQLInputValue>>;

/**
 * Copies every row into a database that was just made, each parsed, with workspaces moved. Throws an `ArchiveFault`
 * for a row that no Drydock writes, and for rows that contradict one another.
 */
export async function copyArchived(
  archived: ArchivedDatabase,
  database: Database,
  { from, to, signal }: CopyOptions,
): Promise<readonly MovedRun[]> {
  const moved: MovedRun[] = [];
  const parse = (table: ArchivedTable, row: unknown): Row => {
    if (table !== 'run') return parseRow(archivedTables[table], table, row);
    const run = parseRow(archivedTables.run, table, row);
    const { directory, left } = placeWorkspace({ ...run, workspaceDir: run.workspace_dir }, from, to);
    if (left !== undefined) moved.push({ lab: run.lab, left, directory });
    return { ...run, workspace_dir: directory };
  };
  for (const table of archivedTableNames) {
    // One table is one long step; whoever is told to end is heard in between.
    await setImmediate();
    signal?.throwIfAborted();
    database.write(() => {
      const add = insertInto(database, table);
      for (const row of archived.rows(table)) add(parse(table, row));
    });
  }
  return moved;
}

function parseRow<T extends z.ZodType>(schema: T, table: ArchivedTable, row: unknown): z.output<T> {
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? `${issue.path.join('.')} ` : '';
  throw new ArchiveFault(
    `a row of the table “${table}” in its database is none of Drydock's: ${where}${issue?.message ?? ''}`,
    { cause: parsed.error },
  );
}

function insertInto({ handle }: Database, table: ArchivedTable): (row: Row) => void {
  const columns = columnsOf(table);
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
