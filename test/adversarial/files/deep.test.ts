/** Trees within all bounds, as deep and as full as they may be. */
import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkTree,
  type FileTree,
  fingerprint,
  foldersAbove,
  type TreeEntry,
} from '../../../src/files/file-tree.ts';
import { DrydockError } from '../../../src/lab/errors.ts';
import { uppermost } from '../../../src/runner/workspace/lay-files.ts';
import { compareTrees } from '../../../src/seats/workbench/compare-trees.ts';
import { makeExchange } from './exchanged.ts';

const entry = (type: TreeEntry['type'], text = ''): TreeEntry => ({
  type,
  mode: 0o755,
  content: Buffer.from(text),
});

/** Some entries of few names, so that they lie in and over each other. */
const paths = fc
  .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 })
  .map((names) => names.join('/'));
const entries = fc.array(
  fc.tuple(paths, fc.constantFrom('file', 'directory', 'symlink'), fc.constantFrom('x', 'y')),
  { maxLength: 10 },
);
const treeOf = (list: readonly (readonly [string, TreeEntry['type'], string])[]): FileTree | undefined => {
  const all = new Map(
    list.map(([path, type, text]) => [path, entry(type, type === 'directory' ? '' : text)]),
  );
  try {
    return checkTree(all, 'It');
  } catch (error) {
    if (error instanceof DrydockError) return undefined;
    throw error;
  }
};

describe('case 241: what is in a tree', () => {
  it('is a tree exactly where every folder above an entry is one, in whatever order they come', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const all = new Map(list.map(([path, type]) => [path, type]));
        const isTree = [...all.keys()].every((path) =>
          foldersAbove(path).every((above) => (all.get(above) ?? 'directory') === 'directory'),
        );
        const tree = treeOf(list);
        expect(tree !== undefined).toBe(isTree);
        for (const path of tree?.keys() ?? [])
          for (const above of foldersAbove(path)) expect(tree?.get(above)?.type).toBe('directory');
      }),
      { numRuns: 500 },
    );
  });

  it('and taken by the server is a tree again, with nothing in what is no folder', () => {
    let taken = 0;
    fc.assert(
      fc.property(entries, entries, entries, (inside, server, before) => {
        const trees = [inside, server, before].map(treeOf);
        const [from, to, then] = trees;
        fc.pre(from !== undefined && to !== undefined && then !== undefined);
        const record = new Map([...then].map(([path, one]) => [path, fingerprint(one)]));
        const { take, drop } = compareTrees(from, to, record);
        const after = new Map([...to].filter(([path]) => !drop.includes(path)));
        for (const [path, one] of take) {
          taken += 1;
          after.set(path, one);
          expect(from.get(path)).toBe(one);
          for (const above of foldersAbove(path)) {
            const there = take.get(above) ?? to.get(above);
            expect(there === undefined || there.type === 'directory').toBe(true);
          }
          // What stays of the server's is in no file.
          if (one.type !== 'directory')
            expect(
              [...to.keys()].filter((each) => each.startsWith(`${path}/`) && !drop.includes(each)),
            ).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
    expect(taken).toBeGreaterThan(50);
  });

  it('has those uppermost that lie in no other', () => {
    fc.assert(
      fc.property(fc.uniqueArray(paths), (list) => {
        const naive = list.filter((path) => !foldersAbove(path).some((above) => list.includes(above)));
        expect(uppermost(list)).toEqual(naive);
      }),
    );
  });

  it('is exchanged where it is 63 folders deep and has 9,900 files in the last', async () => {
    using exchange = makeExchange();
    writeFileSync(join(exchange.server, 'mine'), 'mine');
    await exchange.link.syncIn();
    const program =
      'chdir $ARGV[0]; for (1..63) { my $n = sprintf("%030d",$_); mkdir $n; chdir $n } for (1..9900) { open F, ">", $_; close F }';
    execFileSync('perl', ['-e', program, exchange.seat]);
    await exchange.link.syncOut();
    const deep = Array.from({ length: 63 }, (_, index) => String(index + 1).padStart(30, '0'));
    expect(readdirSync(join(exchange.server, ...deep))).toHaveLength(9_900);
    expect(readdirSync(exchange.server).sort()).toEqual([deep[0], 'mine']);
  }, 60_000);
});
