import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type FileTree,
  fingerprintsOf,
  readTree,
  type TreeEntry,
  writeTree,
} from '../../../src/files/file-tree.ts';
import { checkInside } from '../../../src/files/path-fault.ts';
import { packTree, unpackTree } from '../../../src/files/tree-archive.ts';
import { compareTrees, recordAfter } from '../../../src/seats/workbench/compare-trees.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const file = (text: string, mode = 0o644): TreeEntry => ({ type: 'file', mode, content: Buffer.from(text) });
const tree = (entries: Readonly<Record<string, string>>): FileTree =>
  new Map(Object.entries(entries).map(([name, text]) => [name, file(text)]));

describe('a file tree', () => {
  it('is the same after an archive and after a disk', async () => {
    using folder = makeTemporaryFolder();
    const root = join(folder.path, 'root');
    mkdirSync(join(root, 'dir/empty'), { recursive: true });
    writeFileSync(join(root, 'dir/run.sh'), '#!/bin/sh');
    chmodSync(join(root, 'dir/run.sh'), 0o750);
    symlinkSync('../nowhere', join(root, 'dir/link'));
    const read = await readTree(root);
    expect([...read.keys()]).toEqual(['dir', 'dir/empty', 'dir/link', 'dir/run.sh']);

    async function* below(archive: Buffer) {
      yield archive;
    }
    const packed = await packTree(new Map([...read].map(([name, entry]) => [`any-top/${name}`, entry])));
    const unpacked = await unpackTree(below(packed), 'The workspace');
    expect(fingerprintsOf(unpacked)).toEqual(fingerprintsOf(read));

    const copy = join(folder.path, 'copy');
    await writeTree(copy, unpacked);
    expect(readFileSync(join(copy, 'dir/run.sh'), 'utf8')).toBe('#!/bin/sh');
    expect(lstatSync(join(copy, 'dir/run.sh')).mode & 0o777).toBe(0o750);
    expect(readlinkSync(join(copy, 'dir/link'))).toBe('../nowhere');
  });

  it('replaces a directory by a file and the other way round', async () => {
    using folder = makeTemporaryFolder();
    mkdirSync(join(folder.path, 'a/b'), { recursive: true });
    writeFileSync(join(folder.path, 'c'), 'was a file');
    const directory: TreeEntry = { type: 'directory', mode: 0o755, content: Buffer.alloc(0) };
    await writeTree(
      folder.path,
      new Map([
        ['a', file('now a file')],
        ['c', directory],
        ['c/d', file('in')],
      ]),
    );
    expect(readFileSync(join(folder.path, 'a'), 'utf8')).toBe('now a file');
    expect(readFileSync(join(folder.path, 'c/d'), 'utf8')).toBe('in');
  });

  it('refuses to carry more than a workspace should hold', async () => {
    using folder = makeTemporaryFolder();
    writeFileSync(join(folder.path, 'big'), Buffer.alloc(65 * 1024 * 1024));
    await expect(readTree(folder.path)).rejects.toMatchObject({ code: 'too-big' });
  });
});

describe('what an exchange outwards takes and drops', () => {
  const before = tree({ same: '1', changed: '1', deleted: '1', both: '1', mine: '1' });
  const record = fingerprintsOf(before);
  const inside = tree({ same: '1', changed: '2', both: 'inside', mine: '1', made: 'new' });
  const server = tree({ same: '1', changed: '1', deleted: '1', both: 'server' });

  it('is what changed there alone', () => {
    const { take, drop } = compareTrees(inside, server, record);
    expect([...take.keys()]).toEqual(['changed', 'made']);
    expect(drop).toEqual(['deleted']);
  });

  it('never drops what the server changed', () => {
    expect(compareTrees(tree({}), tree({ both: 'server' }), record).drop).toEqual([]);
  });

  it('does not bring back what the server deleted', () => {
    const after = tree({ same: '1', changed: '2', both: 'server', made: 'new' });
    const next = recordAfter(inside, after, record);
    expect([...next.keys()].sort()).toEqual(['changed', 'made', 'mine', 'same']);
    expect([...compareTrees(inside, after, next).take.keys()]).toEqual([]);
  });
});

describe('checkInside', () => {
  it.each(['', '/etc', '..', 'a/../b', 'a//b', './a', 'a/', 'a\0b'])('refuses %j', (path) => {
    expect(() => checkInside([path])).toThrow(expect.objectContaining({ code: 'path-refused' }));
  });
  it('lets odd but honest names be', () => {
    expect(checkInside(['..a', 'a b/-rf', '...'])).toEqual(['..a', 'a b/-rf', '...']);
  });
});
