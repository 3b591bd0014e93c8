/** Homes of every earlier version go on: their databases come up to date and hold what they held. */
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { readSchemaVersion } from '../../../src/store/migrations.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { fillStore, readStore } from '../../fixtures/store/fill-store.ts';
import { asHeld, liftHeld } from '../../fixtures/store/held.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const folderOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const golden = folderOf('../../golden/store');
const versions = readdirSync(folderOf('../../../src/store/migrations')).map((name) =>
  Number.parseInt(name, 10),
);
const newest = Math.max(...versions);

test.each(versions)(
  'there is a database of schema %i (node test/golden/make-database.ts writes it)',
  (version) => {
    expect(existsSync(join(golden, `schema-${version}.db`))).toBe(true);
  },
);

test.each(versions)(
  'one of schema %i opens, holds what it held, is kept as it was, and can be written',
  (version) => {
    using folder = makeTemporaryFolder();
    const path = join(folder.path, 'drydock.db');
    copyFileSync(join(golden, `schema-${version}.db`), path);
    {
      using before = new DatabaseSync(path, { readOnly: true });
      expect(readSchemaVersion(before)).toBe(version);
    }
    using store = openStore(path);
    const held: unknown = JSON.parse(readFileSync(join(golden, `schema-${version}.json`), 'utf8'));
    expect(asHeld(readStore(store))).toEqual(liftHeld(held, version));
    expect(existsSync(`${path}.before-${newest}`)).toBe(version < newest);
    fillStore(store);
    expect(store.listRuns()).toHaveLength(z.array(z.unknown()).parse(held).length + 1);
    using after = new DatabaseSync(path);
    expect(after.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    expect(() => after.exec('DELETE FROM attempt')).toThrow('append-only');
  },
);

test('a database that a newer Drydock has written is refused and left alone', () => {
  using folder = makeTemporaryFolder();
  const path = join(folder.path, 'drydock.db');
  copyFileSync(join(golden, `schema-${newest}.db`), path);
  {
    using db = new DatabaseSync(path);
    db.exec(`PRAGMA user_version = ${newest + 1}`);
  }
  expect(() => openStore(path)).toThrow(
    expect.objectContaining({
      code: 'setup-failed',
      message: expect.stringContaining(
        `its schema is version ${newest + 1}, and this Drydock knows up to ${newest}`,
      ),
      fix: expect.stringContaining('newer Drydock'),
    }),
  );
  using db = new DatabaseSync(path);
  expect(readSchemaVersion(db)).toBe(newest + 1);
});
