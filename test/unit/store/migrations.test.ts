import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrate, readSchemaVersion } from '../../../src/store/migrations.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let db: DatabaseSync;
const file = () => join(folder.path, 'store.db');
const steps = () => pathToFileURL(`${join(folder.path, 'steps')}/`);
const step = (name: string, sql: string) => writeFileSync(join(folder.path, 'steps', name), sql);

beforeEach(() => {
  folder = makeTemporaryFolder();
  mkdirSync(join(folder.path, 'steps'));
  db = new DatabaseSync(file());
});
afterEach(() => {
  db.close();
  folder[Symbol.dispose]();
});

test('each step runs once, in the order of the numbers', () => {
  step('0001-one.sql', 'CREATE TABLE one (a);');
  migrate(db, file(), steps());
  step('0002-two.sql', 'INSERT INTO one VALUES (1);');
  migrate(db, file(), steps());
  migrate(db, file(), steps());
  expect(readSchemaVersion(db)).toBe(2);
  expect(db.prepare('SELECT count(*) AS n FROM one').get()?.n).toBe(1);
});

test('a database that holds something is copied before it is changed', () => {
  step('0001-one.sql', 'CREATE TABLE one (a);');
  migrate(db, file(), steps());
  expect(existsSync(`${file()}.before-1`)).toBe(false);
  step('0002-two.sql', 'DROP TABLE one;');
  migrate(db, file(), steps());
  using copy = new DatabaseSync(`${file()}.before-2`, { readOnly: true });
  expect(readSchemaVersion(copy)).toBe(1);
  expect(copy.prepare('SELECT * FROM one').all()).toEqual([]);
});

test('a step that fails leaves the version and the tables of the one before', () => {
  step('0001-one.sql', 'CREATE TABLE one (a);');
  step('0002-two.sql', 'CREATE TABLE two (a); CREATE TABLE one (a);');
  expect(() => migrate(db, file(), steps())).toThrow('already exists');
  expect(readSchemaVersion(db)).toBe(1);
  expect(db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all()).toMatchObject([
    { name: 'one' },
  ]);
});

test('a gap in the numbers is an author’s mistake', () => {
  step('0001-one.sql', '');
  step('0003-three.sql', '');
  expect(() => migrate(db, file(), steps())).toThrow('expected number 2');
});
