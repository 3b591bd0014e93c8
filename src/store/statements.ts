import { readFileSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';

/**
 * Prepares the statements of a `.sql` file, each of which follows a line `-- name: someName`.
 * Throws where the file lacks one of `names` or has one that was not asked for.
 */
export function prepareStatements<Name extends string>(
  db: DatabaseSync,
  file: URL,
  names: readonly Name[],
): Readonly<Record<Name, StatementSync>> {
  const sources = parseStatements(readFileSync(file, 'utf8'));
  const unknown = [...sources.keys()].filter((name) => !(names as readonly string[]).includes(name));
  if (unknown.length > 0) throw new Error(`${fileURLToPath(file)}: nobody asks for ${unknown.join(', ')}`);
  const prepared = names.map((name) => {
    const sql = sources.get(name);
    if (sql === undefined) throw new Error(`${fileURLToPath(file)}: there is no statement ${name}`);
    return [name, db.prepare(sql)] as const;
  });
  return Object.fromEntries(prepared) as Record<Name, StatementSync>;
}

/** The statements of a file by name. Text before the first name is ignored. */
export function parseStatements(text: string): ReadonlyMap<string, string> {
  const statements = new Map<string, string>();
  const parts = text.split(/^-- name: (\w+)$/m);
  for (let index = 1; index < parts.length; index += 2) {
    const name = parts[index] ?? '';
    if (statements.has(name)) throw new Error(`two statements are named ${name}`);
    statements.set(name, (parts[index + 1] ?? '').trim());
  }
  return statements;
}
