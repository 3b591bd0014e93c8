import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { parseStatements, prepareStatements } from '../../../src/store/statements.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

test('statements are read by name', () => {
  const text = '-- about\n\n-- name: one\nSELECT 1;\n\n-- name: two\n-- why\nSELECT\n  2;\n';
  expect([...parseStatements(text)]).toEqual([
    ['one', 'SELECT 1;'],
    ['two', '-- why\nSELECT\n  2;'],
  ]);
  expect(() => parseStatements('-- name: a\n-- name: a\n')).toThrow('two statements are named a');
});

test('a file and its module must agree', () => {
  using folder = makeTemporaryFolder();
  using db = new DatabaseSync(':memory:');
  const path = join(folder.path, 'x.sql');
  writeFileSync(path, '-- name: one\nSELECT 1 AS n;\n');
  const file = pathToFileURL(path);
  expect(prepareStatements(db, file, ['one']).one.get()?.n).toBe(1);
  expect(() => prepareStatements(db, file, ['one', 'two'])).toThrow('there is no statement two');
  expect(() => prepareStatements(db, file, [])).toThrow('nobody asks for one');
});
