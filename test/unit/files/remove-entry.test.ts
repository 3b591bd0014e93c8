import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Folder } from '../../../src/files/folder.ts';
import { removeEntry, removePath } from '../../../src/files/remove-entry.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
const at = (path: string) => join(folder.path, path);
beforeEach(() => {
  folder = makeTemporaryFolder();
  mkdirSync(at('root'));
});
afterEach(() => folder[Symbol.dispose]());

async function remove(name: string): Promise<void> {
  await using root = await Folder.openRoot(at('root'));
  await removeEntry(root, name);
}

it('removes a folder of any depth, and of names that are no UTF-8', async () => {
  execFileSync('perl', [
    '-e',
    `chdir shift; mkdir 'deep'; chdir 'deep'; for (1 .. 700) { open my $f, '>', "\\xff$_"; mkdir 'd'; chdir 'd' or die }`,
    at('root'),
  ]);
  await remove('deep');
  expect(readdirSync(at('root'))).toEqual([]);
});

it('removes more names than it holds at once', async () => {
  mkdirSync(at('root/many'));
  for (let index = 0; index < 2_500; index += 1) writeFileSync(at(`root/many/${index}`), '');
  await remove('many');
  expect(existsSync(at('root/many'))).toBe(false);
});

it('removes links as links, and files', async () => {
  mkdirSync(at('other'));
  writeFileSync(at('other/kept'), 'x');
  mkdirSync(at('root/dir'));
  symlinkSync(at('other'), at('root/dir/link'));
  symlinkSync(at('other'), at('root/link'));
  writeFileSync(at('root/file'), 'x');
  for (const name of ['dir', 'link', 'file']) await remove(name);
  expect(readdirSync(at('root'))).toEqual([]);
  expect(readdirSync(at('other'))).toEqual(['kept']);
});

it('says what is not there, and takes one name, not a path', async () => {
  await expect(remove('none')).rejects.toMatchObject({ code: 'ENOENT' });
  for (const name of ['..', '.', 'a/b', 'a\0b']) await expect(remove(name)).rejects.toThrow(TypeError);
});

it('of a path of ours removes what is there, if anything is', async () => {
  mkdirSync(at('root/dir/below'), { recursive: true });
  await removePath(at('root/dir'));
  await removePath(at('root/dir'));
  await removePath(at('nowhere/at/all'));
  expect(readdirSync(at('root'))).toEqual([]);
});
