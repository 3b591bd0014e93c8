/**
 * Writes `test/golden/store/schema-N.db` and what it holds as `schema-N.json`, for the newest schema: once, when a
 * migration is added. Those of earlier versions are never written again.
 *
 *     node test/golden/make-database.ts
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { readSchemaVersion } from '../../src/store/migrations.ts';
import { openStore } from '../../src/store/open-store.ts';
import { fillAssignment, fillPlatform, fillSession, fillStore, readStore } from '../fixtures/store/fill-store.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';

if (process.env.CI) throw new Error('CI writes no golden files');
using folder = makeTemporaryFolder();
const path = join(folder.path, 'drydock.db');
let seconds = 0;
const clock = () => new Date(Date.UTC(2026, 0, 1, 12, 0, seconds++));
{
  using store = openStore(path, { clock });
  fillStore(store);
  fillSession(store);
  fillAssignment(store);
  fillPlatform(store, { subject: 'sub', name: 'Ada' });
}
const db = new DatabaseSync(path);
const version = readSchemaVersion(db);
const name = (ending: string) => fileURLToPath(new URL(`store/schema-${version}.${ending}`, import.meta.url));
if (existsSync(name('db'))) throw new Error(`${name('db')} is there: a golden database is not written again`);
db.prepare('VACUUM INTO ?').run(name('db'));
db.close();
using store = openStore(path, { clock });
writeFileSync(name('json'), `${JSON.stringify(readStore(store), null, 2)}\n`);
console.log(name('db'));
