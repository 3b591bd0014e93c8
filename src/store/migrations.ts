import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { DrydockError } from '../lab/errors.ts';

interface Migration {
  /** The version of the schema once it has run: the number that its file's name begins with. */
  readonly version: number;
  readonly file: URL;
}

const migrationsFolder = new URL('./migrations/', import.meta.url);
const VersionSchema = z.object({ user_version: z.number() });

/**
 * Brings the schema to the newest version, each step in a transaction of its own; the version is SQLite's
 * `user_version`. A database that holds something is copied to `PATH.before-N` first.
 * Rejects a database that a newer Drydock has written.
 */
export function migrate(db: DatabaseSync, path: string, folder: URL = migrationsFolder): void {
  const migrations = listMigrations(folder);
  const newest = migrations.at(-1)?.version ?? 0;
  const current = readSchemaVersion(db);
  if (current > newest) {
    throw new DrydockError('setup-failed', {
      message: `${path} was written by a newer Drydock: its schema is version ${current}, and this Drydock knows up to ${newest}.`,
      fix: 'Start the newer Drydock again (git pull), or use another home with --home DIR.',
    });
  }
  const pending = migrations.filter((migration) => migration.version > current);
  if (current > 0 && pending.length > 0) copyBefore(db, `${path}.before-${newest}`);
  for (const migration of pending) apply(db, migration);
}

/** The version that this Drydock writes. */
export function newestSchema(folder: URL = migrationsFolder): number {
  return listMigrations(folder).at(-1)?.version ?? 0;
}

/** The version of the schema; 0 for an empty database. */
export function readSchemaVersion(db: DatabaseSync): number {
  return VersionSchema.parse(db.prepare('PRAGMA user_version').get()).user_version;
}

function listMigrations(folder: URL): readonly Migration[] {
  const migrations = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => ({ version: Number.parseInt(name, 10), file: new URL(name, folder) }))
    .sort((a, b) => a.version - b.version);
  for (const [index, { version, file }] of migrations.entries()) {
    if (version !== index + 1) throw new Error(`${file.pathname}: expected number ${index + 1}`);
  }
  return migrations;
}

function copyBefore(db: DatabaseSync, copy: string): void {
  // VACUUM INTO wants a file that is not there; one may be left over from an upgrade that was cut short.
  if (existsSync(copy)) rmSync(copy);
  db.prepare('VACUUM INTO ?').run(copy);
}

function apply(db: DatabaseSync, migration: Migration): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    db.exec(readFileSync(migration.file, 'utf8'));
    db.exec(`PRAGMA user_version = ${migration.version}`);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
