/** Backups that somebody else has made: what `drydock restore` makes of them, as a process on a home of its own. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeHomeLock } from '../../../src/store/home-lock.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { DrydockCommand } from '../../fixtures/drydock-command.ts';
import { readTreeOf } from '../../fixtures/read-tree-of.ts';
import {
  makeDatabase,
  manifestOf,
  type PackedEntry,
  packArchive,
} from '../../fixtures/store/pack-archive.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
const home = () => join(folder.path, 'home');
const archive = () => join(folder.path, 'theirs.tar.gz');
const canary = () => join(folder.path, 'canary');

async function restore(entries: readonly PackedEntry[], manifest?: string) {
  await packArchive(archive(), entries, manifest);
  return new DrydockCommand(home(), undefined).run('restore', archive());
}

/** Runs what the archive's database says of itself, past all that keeps SQLite from it. */
const rewriteSchema = (name: string, sql: string) => (db: DatabaseSync) => {
  db.exec('PRAGMA writable_schema = ON');
  db.prepare('UPDATE sqlite_schema SET sql = ? WHERE name = ?').run(sql, name);
};

beforeEach(() => {
  folder = makeTemporaryFolder();
  mkdirSync(canary());
  writeFileSync(join(canary(), 'precious.txt'), 'precious');
});
afterEach(() => folder[Symbol.dispose]());

describe('case 157: no SQL of a backup is executed', () => {
  const trigger = (then: string) =>
    rewriteSchema(
      'run_stays_itself',
      `CREATE TRIGGER run_stays_itself BEFORE UPDATE ON run BEGIN SELECT RAISE(ABORT, 'no'); END; ${then}; BEGIN`,
    );

  test('the text of a trigger that goes on behind its end', async () => {
    const loot = join(folder.path, 'loot.db');
    const database = makeDatabase(
      trigger(
        `COMMIT; ATTACH DATABASE '${loot}' AS loot; CREATE TABLE loot.t (x); INSERT INTO loot.t VALUES (1)`,
      ),
    );
    await restore([[{ name: 'drydock.db' }, database]]);
    expect(existsSync(loot)).toBe(false);
  });

  test('triggers and indexes of the archive are not in the home', async () => {
    const database = makeDatabase((db) =>
      db.exec(`CREATE TRIGGER theirs AFTER INSERT ON event BEGIN UPDATE run SET step = 'theirs'; END;
        CREATE INDEX their_index ON run (upper(lab));`),
    );
    expect(await restore([[{ name: 'drydock.db' }, database]])).toMatchObject({ exitCode: 0 });
    using db = new DatabaseSync(join(home(), 'drydock.db'));
    expect(db.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'their%'").all()).toEqual([]);
  });

  test.each<readonly [string, (db: DatabaseSync) => void]>([
    [
      'a view in the place of a table',
      (db) =>
        db.exec(`ALTER TABLE event RENAME TO real_event;
        CREATE VIEW event AS SELECT seq, id, run, type, data, at FROM real_event`),
    ],
    ['a view beside the tables', (db) => db.exec('CREATE VIEW beside AS SELECT * FROM run')],
    [
      'a column that is reckoned',
      (db) => db.exec('ALTER TABLE event ADD COLUMN more TEXT GENERATED ALWAYS AS (upper(data)) VIRTUAL'),
    ],
    ['a virtual table', (db) => db.exec('CREATE VIRTUAL TABLE theirs USING fts5 (x)')],
    ['a table that no Drydock has', (db) => db.exec('CREATE TABLE theirs (x)')],
    ['a column that no Drydock has', (db) => db.exec('ALTER TABLE run ADD COLUMN theirs TEXT')],
    ['a table that is missing', (db) => db.exec('PRAGMA foreign_keys = OFF; DROP TABLE chapter_position')],
    [
      'a table of that name that has other columns',
      (db) => db.exec('DROP TABLE chapter_position; CREATE TABLE chapter_position (person TEXT)'),
    ],
    ['no schema at all', (db) => db.exec('PRAGMA user_version = 0')],
    ['a newer schema', (db) => db.exec('PRAGMA user_version = 99')],
    ['a schema that is no SQL', rewriteSchema('event', 'CREATE TABLE event')],
  ])('%s is refused, and the home is as it was', async (_, change) => {
    openStore(join(home(), 'drydock.db')).close();
    takeHomeLock(home(), 'test')[Symbol.dispose]();
    const before = readTreeOf(home());
    const refused = await restore([[{ name: 'drydock.db' }, makeDatabase(change)]]);
    expect(refused).toMatchObject({ exitCode: expect.toBeOneOf([2, 3]) });
    expect(refused.stderr).toContain('Nothing was changed');
    expect(refused.stderr).not.toMatch(/^\s+at /m);
    expect(readTreeOf(home())).toEqual(before);
  });
});

describe('case 158: no run of a backup has a folder outside of the home', () => {
  const withWorkspace = (dir: string) =>
    makeDatabase((db) => {
      db.exec('DROP TRIGGER run_stays_itself');
      db.prepare('UPDATE run SET workspace_dir = ?').run(dir);
    });
  const dirs = () => {
    using store = openStore(join(home(), 'drydock.db'));
    return store.listRuns().map(({ workspaceDir }) => workspaceDir);
  };

  test('a folder elsewhere is not taken: the run gets one in the home, and it is said', async () => {
    const restored = await restore([[{ name: 'drydock.db' }, withWorkspace(canary())]]);
    expect(restored).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(canary()) });
    for (const dir of dirs()) expect(dir).toMatch(new RegExp(`^${home()}/workspaces/[a-z0-9-]+$`));
    expect(new Set(dirs()).size).toBe(2);
    expect(readdirSync(canary())).toEqual(['precious.txt']);
  });

  test.each([
    ['/other/home/workspaces/..'],
    ['/other/home/workspaces/../../../canary'],
    ['/other/home/workspaces/./a'],
    ['/other/home/workspaces//a'],
    ['../canary'],
    ['canary'],
    [''],
  ])('%j is refused, and nothing is changed', async (dir) => {
    mkdirSync(home());
    const refused = await restore([[{ name: 'drydock.db' }, withWorkspace(dir)]]);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Nothing was changed') });
    expect(existsSync(join(home(), 'drydock.db'))).toBe(false);
  });

  test.each([
    ['/other/home'],
    ['/other/home/workspaces'],
    ['/other/home/engine/data'],
    ['/other/home/kept/a'],
    ['/canary\u001b]0;x\u0007'],
    ['/other/home/workspaces-of-mine\n/etc'],
  ])('%j, as --workspace may have named it, is not taken', async (dir) => {
    const restored = await restore([[{ name: 'drydock.db' }, withWorkspace(dir)]]);
    expect(restored).toMatchObject({ exitCode: 0 });
    expect(restored.stdout).not.toContain('\u001b');
    for (const each of dirs()) expect(each).toMatch(new RegExp(`^${home()}/workspaces/[a-z0-9-]+$`));
  });

  test('what lies in the home of the archive moves with it', async () => {
    const files: PackedEntry[] = [[{ name: 'workspaces/one/compose.yaml' }, 'services: {}\n']];
    const database = withWorkspace('/other/home/workspaces/one');
    expect(await restore([[{ name: 'drydock.db' }, database], ...files])).toMatchObject({ exitCode: 0 });
    expect(dirs()).toContain(join(home(), 'workspaces/one'));
    expect(readFileSync(join(home(), 'workspaces/one/compose.yaml'), 'utf8')).toBe('services: {}\n');
  });

  test.each([
    [{ home: 'relative' }],
    [{ home: '/a/../b' }],
    [{ home: '/x\u001b[2J' }],
    [{ at: '\u001b[2J' }],
    [{ format: 'x' }],
  ])('a manifest with %j is refused', async (change) => {
    const refused = await restore([[{ name: 'drydock.db' }, makeDatabase()]], manifestOf(change));
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr + refused.stdout).not.toContain('\u001b');
  });
});

test('case 173: nobody is signed in by a backup', async () => {
  const database = makeDatabase();
  expect(await restore([[{ name: 'drydock.db' }, database]])).toMatchObject({ exitCode: 0 });
  using db = new DatabaseSync(join(home(), 'drydock.db'));
  expect(db.prepare('SELECT count(*) AS rows FROM credential').get()).toEqual({ rows: 0 });
});

test.each(['fts5 (x)', 'rtree (id, a, b)'])(
  'case 257: a virtual table %s under a name of SQLite’s statistics is refused',
  async (module) => {
    const database = makeDatabase((db) => {
      db.exec(`CREATE VIRTUAL TABLE theirs USING ${module}; PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET name = replace(name, 'theirs', 'sqlite_stat9'),
          tbl_name = replace(tbl_name, 'theirs', 'sqlite_stat9'), sql = replace(sql, 'theirs', 'sqlite_stat9')
        WHERE name LIKE '%theirs%'`);
    });
    const refused = await restore([[{ name: 'drydock.db' }, database]]);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('which no Drydock makes') });
    expect(existsSync(join(home(), 'drydock.db'))).toBe(false);
  },
);

test('case 257: statistics that ANALYZE made are not refused', async () => {
  const database = makeDatabase((db) => db.exec('ANALYZE'));
  expect(await restore([[{ name: 'drydock.db' }, database]])).toMatchObject({ exitCode: 0 });
});

test.each(['/evil.example/?"],[data-title-of],[x="', '"', 'https://evil.example/', '..'])(
  'case 258: a backup that has read the chapter %j is refused',
  async (chapter) => {
    const database = makeDatabase((db) => {
      db.prepare('UPDATE chapter_position SET chapter = ?').run(chapter);
    });
    const refused = await restore([[{ name: 'drydock.db' }, database]]);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('chapter') });
  },
);

test('case 259: a backup whose person has no party is refused, and not half a home', async () => {
  const database = makeDatabase((db) => db.exec('UPDATE party SET alone = NULL'));
  const refused = await restore([[{ name: 'drydock.db' }, database]]);
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Nothing was changed') });
  expect(existsSync(join(home(), 'drydock.db'))).toBe(false);
});
