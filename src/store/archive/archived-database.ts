/**
 * The database of an archive, which anybody may have made: it is read as rows, and nothing that it says about itself
 * is executed. https://sqlite.org/security.html
 */
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { DrydockError } from '../../lab/errors.ts';
import { formatMemory } from '../../lab/general/units.ts';
import { newestSchema, readSchemaVersion } from '../migrations.ts';
import { isTooBig } from '../storage-error.ts';
import { ArchiveFault } from './archive-refusal.ts';
import { type ArchivedSchema, archivedSchemaOf, columnsOf, leftTables } from './archived-schema.ts';

/** Of one value. The largest that a home writes is a file of 16 MiB, or what was seen of a lab at one moment. */
const valueBytes = 64 * 1024 ** 2;

export interface ArchivedDatabase extends Disposable {
  readonly schema: ArchivedSchema;
  /** As they stand there, whatever they are, in the order in which they came. */
  rows(table: string, columns: readonly string[]): Iterable<unknown>;
}

const SchemaRows = z.array(
  z.object({
    type: z.string(),
    name: z.string(),
    rootpage: z.number().nullable(),
    sql: z.string().nullable(),
  }),
);
const ColumnRows = z.array(z.object({ name: z.string(), hidden: z.number() }));
const CheckRows = z.array(z.object({ quick_check: z.string() }));

/**
 * Opens the file to be read alone. Throws an `ArchiveFault`, or what SQLite says, for one that is damaged, or has
 * other tables than a home has; with `setup-failed` for one of a newer Drydock.
 */
export function openArchivedDatabase(path: string): ArchivedDatabase {
  const db = new DatabaseSync(path, {
    readOnly: true,
    defensive: true,
    // Held by SQLite before it reads a value.
    limits: { length: valueBytes },
  });
  let schema: ArchivedSchema;
  try {
    // Checks of columns are expressions of the archive, which the check of the pages would run.
    db.exec(`PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON;
      PRAGMA mmap_size = 0; PRAGMA ignore_check_constraints = ON`);
    schema = requireSchema(readSchemaVersion(db));
    requireTables(db, schema);
    const faults = CheckRows.parse(db.prepare('PRAGMA quick_check(5)').all());
    const found = faults.map((row) => row.quick_check).find((text) => text !== 'ok');
    if (found !== undefined) throw new ArchiveFault(`its database is damaged: ${found}`);
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    schema,
    *rows(table, columns) {
      const names = columns.map(quote).join(', ');
      try {
        // `seq` is another name of the rowid, by which the table is laid out: nothing is sorted.
        yield* db.prepare(`SELECT ${names} FROM main.${quote(table)} NOT INDEXED ORDER BY rowid`).iterate();
      } catch (error) {
        if (!isTooBig(error)) throw error;
        const most = formatMemory(valueBytes);
        throw new ArchiveFault(`the table “${table}” in its database has a value of more than ${most}`);
      }
    },
    [Symbol.dispose]: () => db.close(),
  };
}

function requireSchema(version: number): ArchivedSchema {
  if (version < 1) throw new ArchiveFault('its database is none of Drydock');
  const schema = archivedSchemaOf(version);
  if (schema === undefined)
    throw new DrydockError('setup-failed', {
      message: `The backup was written by a newer Drydock: the schema of its database is version ${version}, and this Drydock knows up to ${newestSchema()}. Nothing was changed.`,
      fix: 'Restore it with the newer Drydock (git pull).',
    });
  return schema;
}

/** Tables that ANALYZE makes (https://sqlite.org/fileformat2.html#stat1tab); a view of that name is not one. */
const statistics: readonly string[] = ['sqlite_stat1', 'sqlite_stat4'];

/**
 * Views, virtual tables and columns that are reckoned would run when they are read, so there must be none. Triggers
 * and indexes run only for who writes, which nobody does here.
 */
function requireTables(db: DatabaseSync, { tables }: ArchivedSchema): void {
  const entries = SchemaRows.parse(db.prepare('SELECT type, name, rootpage, sql FROM sqlite_schema').all());
  const known: readonly string[] = [...tables.keys(), ...leftTables];
  for (const { type, name, rootpage, sql } of entries) {
    if (type === 'trigger' || type === 'index') continue;
    const isTable = type === 'table' && (rootpage ?? 0) > 0 && /^CREATE\s+TABLE\b/i.test(sql ?? '');
    if (!isTable || !(known.includes(name) || statistics.includes(name)))
      throw new ArchiveFault(`its database has a ${type} “${name.slice(0, 64)}”, which no Drydock makes`);
  }
  for (const [table, row] of tables) {
    const columns = ColumnRows.parse(db.prepare(`PRAGMA main.table_xinfo(${quote(table)})`).all());
    if (columns.length === 0) throw new ArchiveFault(`its database has no table “${table}”`);
    const odd = columns.find(({ hidden }) => hidden !== 0);
    const names = columns.map(({ name }) => name).filter((name) => name !== 'seq');
    if (odd !== undefined || names.toSorted().join() !== columnsOf(row).toSorted().join())
      throw new ArchiveFault(`the table “${table}” in its database has other columns than Drydock's`);
  }
}

/** A name of ours as SQL has it. */
export const quote = (name: string): string => `"${name}"`;
