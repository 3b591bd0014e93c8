/** Archives that nobody has written by hand: each is restored as what it says, or refused with nothing changed. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DrydockError } from '../../../src/lab/errors.ts';
import { openStore } from '../../../src/store/open-store.ts';

import { readTreeOf } from '../../fixtures/read-tree-of.ts';
import { readStore } from '../../fixtures/store/fill-store.ts';
import {
  makeDatabase,
  manifestOf,
  type PackedEntry,
  packArchive,
} from '../../fixtures/store/pack-archive.ts';
import { restoreFile } from '../../fixtures/store/restore-file.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let round = 0;
const at = new Date('2026-01-01T12:00:00Z');

beforeEach(() => {
  folder = makeTemporaryFolder();
  mkdirSync(join(folder.path, 'canary'));
  writeFileSync(join(folder.path, 'canary', 'precious'), 'precious');
});
afterEach(() => folder[Symbol.dispose]());

/** Restores into a new home beside the canary. Resolves with the home, or undefined where it was refused in our words. */
async function restore(entries: readonly PackedEntry[], manifest?: string): Promise<string | undefined> {
  round += 1;
  const [home, file] = [join(folder.path, 'home'), join(folder.path, `archive-${round}`)];
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'mine'), 'mine');
  await packArchive(file, entries, manifest);
  const before = readTreeOf(folder.path);
  try {
    await restoreFile(home, file, { at });
    const inHome = (path: string) => path === 'home' || path.startsWith('home/');
    const outside = (tree: Readonly<Record<string, string>>) =>
      Object.entries(tree).filter(([path]) => !inHome(path));
    expect(outside(readTreeOf(folder.path))).toEqual(outside(before));
    return home;
  } catch (error) {
    expect(error).toBeInstanceOf(DrydockError);
    expect(error).not.toMatchObject({ code: 'internal' });
    expect(readTreeOf(folder.path)).toEqual(before);
    return undefined;
  }
}

/** What was restored can be used, and leads nowhere. */
function expectUsable(home: string): void {
  using store = openStore(join(home, 'drydock.db'));
  for (const { run } of readStore(store))
    expect(run.workspaceDir.startsWith(`${home}/workspaces/`)).toBe(true);
}

async function inNewFolder(work: () => Promise<void>): Promise<void> {
  await work();
  folder[Symbol.dispose]();
  mkdirSync(join(folder.path, 'canary'), { recursive: true });
  writeFileSync(join(folder.path, 'canary', 'precious'), 'precious');
}

const part = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'bot', 'compose.yaml', 'x.synced.json', 'ä', 'a b') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('..', '.', '', '-', 'a\nb', '\u001b[2J', 'a'.repeat(255), 'drydock.db'),
  },
);
const name = fc
  .tuple(
    fc.constantFrom('workspaces', 'workspaces', 'kept', 'canary', '..', '/', 'engine'),
    fc.array(part, { maxLength: 4 }),
  )
  .map(([top, parts]) => [top, ...parts].join('/'));
const type = fc.oneof(
  { weight: 12, arbitrary: fc.constant('file' as const) },
  { weight: 1, arbitrary: fc.constantFrom('symlink', 'link', 'directory', 'fifo', 'character-device') },
);
const entry = fc.record({ name, type, content: fc.string(), mode: fc.integer({ min: 0, max: 0o7777 }) });

describe('case 160: an archive is restored as what it says, or refused with nothing changed', () => {
  test('any names, types and modes', async () => {
    const database = makeDatabase();
    let restored = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 6 }), fc.boolean(), async (entries, withDatabase) =>
        inNewFolder(async () => {
          const packed = entries.map(({ content, type: is, ...header }): PackedEntry => {
            const linkname = is === 'symlink' || is === 'link' ? '../../canary/precious' : undefined;
            return [
              { ...header, type: is as 'file', ...(linkname && { linkname }) },
              is === 'file' ? content : '',
            ];
          });
          const home = await restore([
            ...(withDatabase ? [[{ name: 'drydock.db' }, database] as const] : []),
            ...packed,
          ]);
          if (home === undefined) return;
          restored += 1;
          expect(withDatabase).toBe(true);
          expectUsable(home);
          for (const { name: path, content, mode } of entries) {
            if (/^workspaces\/[^/]+\.synced\.json$/.test(path)) continue;
            expect(readFileSync(join(home, path), 'utf8')).toBe(content);
            const [held] = (readTreeOf(join(home, path))[''] ?? '').split(' ');
            expect(Number.parseInt(held ?? '', 8) & ~0o777).toBe(0);
            expect(mode & 0o777 & ~Number.parseInt(held ?? '', 8) & 0o700).toBe(0);
          }
        }),
      ),
      { numRuns: 60 },
    );
    expect(restored).toBeGreaterThan(0);
  });

  test('any bytes of the database changed', async () => {
    const whole = makeDatabase();
    const change = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 40 }), async (changes) =>
        inNewFolder(async () => {
          const bytes = Buffer.from(whole);
          for (const [offset, byte] of changes) bytes[offset] = byte;
          const home = await restore([[{ name: 'drydock.db' }, bytes]]);
          if (home !== undefined) expectUsable(home);
        }),
      ),
      { numRuns: 60 },
    );
  });

  test('any value of any row changed', async () => {
    const columns = listColumns();
    const value = fc.oneof(
      fc.constantFrom(
        '',
        '..',
        '/etc',
        '../../canary',
        '[]',
        '{}',
        'null',
        '{"__proto__":1}',
        '\u001b[2J',
        'self',
      ),
      fc.constantFrom<string | number | null>(null, -1, 0, 1, 1e300, 9007199254740990),
      fc.string(),
      fc.json(),
    );
    let restored = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...columns), value, async ([table, column], given) =>
        inNewFolder(async () => {
          const bytes = makeDatabase((db) => changeValue(db, table, column, given));
          const home = await restore([[{ name: 'drydock.db' }, bytes]]);
          if (home === undefined) return;
          restored += 1;
          expectUsable(home);
        }),
      ),
      { numRuns: 80 },
    );
    expect(restored).toBeGreaterThan(0);
  });

  test('any manifest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string(), fc.object().map(manifestOf)), async (manifest) =>
        inNewFolder(async () => {
          const home = await restore([[{ name: 'drydock.db' }, makeDatabase()]], manifest);
          if (home !== undefined) expectUsable(home);
        }),
      ),
      { numRuns: 20 },
    );
  });

  test('nothing is left of what was refused', () => {
    expect(readdirSync(folder.path)).toEqual(['canary']);
  });
});

function listColumns(): readonly (readonly [table: string, column: string])[] {
  const found: (readonly [string, string])[] = [];
  makeDatabase((db) => {
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    for (const table of tables.map((row) => String(row.name)))
      for (const column of db.prepare(`PRAGMA table_info("${table}")`).all())
        found.push([table, String(column.name)]);
  });
  return found;
}

/** Past checks and triggers; a value that the column's type does not take is left as it was. */
function changeValue(db: DatabaseSync, table: string, column: string, given: string | number | null): void {
  const triggers = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const row of triggers) db.exec(`DROP TRIGGER "${String(row.name)}"`);
  db.exec('PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF');
  try {
    db.prepare(`UPDATE "${table}" SET "${column}" = ? WHERE rowid = (SELECT max(rowid) FROM "${table}")`).run(
      given,
    );
  } catch {
    // NOT NULL, or a table that is STRICT.
  }
}
