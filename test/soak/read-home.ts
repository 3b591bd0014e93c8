import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

const RowsSchema = z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()])));
const RunSchema = z.object({
  id: z.string(),
  step: z.string(),
  intent: z.string(),
  workspace_dir: z.string(),
});

export type StoredRun = z.output<typeof RunSchema>;

/** The rows of a query, read beside whoever else has the database. None where there is no database yet. */
export function readRows(
  home: string,
  sql: string,
): readonly Readonly<Record<string, string | number | null>>[] {
  const path = join(home, 'drydock.db');
  if (!existsSync(path)) return [];
  const db = new DatabaseSync(path, { timeout: 5_000 });
  try {
    const hasTables = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'event'").get() !== undefined;
    return hasTables ? RowsSchema.parse(db.prepare(sql).all()) : [];
  } finally {
    db.close();
  }
}

/** The one run of a home, once there is one. */
export function readRun(home: string): StoredRun | undefined {
  const [row] = readRows(home, 'SELECT id, step, intent, workspace_dir FROM run ORDER BY seq DESC LIMIT 1');
  return RunSchema.optional().parse(row);
}

/** How often a copy of the files was kept: before each reset there is one. */
export function countCopies(home: string): number {
  const kept = join(home, 'kept');
  return existsSync(kept) ? readdirSync(kept).flatMap((lab) => readdirSync(join(kept, lab))).length : 0;
}
