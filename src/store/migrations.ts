import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { deflateSync } from 'node:zlib';
import * as z from 'zod';
import { sha256 } from '../files/sha256.ts';
import { DrydockError } from '../lab/errors.ts';
import { canonicalJson } from '../lab/general/canonical-json.ts';

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
  if (current > 0 && current < newest) copyBefore(db, `${path}.before-${newest}`);
  migrateTo(newest, db, folder);
}

/** Brings the schema to a version that is no older than its own, each step in a transaction. Copies nothing. */
export function migrateTo(version: number, db: DatabaseSync, folder: URL = migrationsFolder): void {
  addFunctions(db);
  const current = readSchemaVersion(db);
  const pending = listMigrations(folder).filter((each) => each.version > current && each.version <= version);
  for (const migration of pending) apply(db, migration);
}

/** What migrations call that SQLite has not. */
function addFunctions(db: DatabaseSync): void {
  const options = { deterministic: true, directOnly: true };
  db.function('canonical_json', options, (text) => canonicalJson(JSON.parse(String(text))));
  db.function('sha256', options, (text) => (text === null ? null : sha256(String(text))));
  db.function('deflate', options, (text) => deflateSync(String(text)));
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
