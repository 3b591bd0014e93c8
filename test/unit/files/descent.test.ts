import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Descent, splitPath } from '../../../src/files/descent.ts';
import { Folder } from '../../../src/files/folder.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

it('goes from folder to folder below a root, makes what is asked for, and follows no link', async () => {
  using folder = makeTemporaryFolder();
  const path = realpathSync(folder.path);
  mkdirSync(join(path, 'a/b'), { recursive: true });
  symlinkSync(join(path, 'a'), join(path, 'link'));
  await using root = await Folder.openRoot(path);
  await using descent = new Descent(root);
  const where = async (names: readonly string[], make = false) =>
    realpathSync((await descent.to(names, { make })).at());
  expect(await where(['a', 'b'])).toBe(join(path, 'a/b'));
  expect(await where(['a'])).toBe(join(path, 'a'));
  expect(await where([])).toBe(path);
  expect(await where(['a', 'new', 'one'], true)).toBe(join(path, 'a/new/one'));
  expect(await where(['b'], true)).toBe(join(path, 'b'));
  expect(await descent.find(['link'])).toBeUndefined();
  expect(await descent.find(['a', 'none'])).toBeUndefined();
  await expect(descent.to(['link', 'b'], { make: true })).rejects.toThrow();
  expect(await where(['a', 'b'])).toBe(join(path, 'a/b'));
});

it('takes a path apart', () => {
  expect(splitPath('a/b/c')).toEqual({ above: ['a', 'b'], name: 'c' });
  expect(splitPath('c')).toEqual({ above: [], name: 'c' });
});
