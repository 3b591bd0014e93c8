/** What is mounted in a workspace is not of the workspace, and neither is what a link in its place leads to. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTree, writeTree } from '../../../src/files/file-tree.ts';
import { findEntry } from '../../../src/runner/workspace/find-entry.ts';
import { Workspace } from '../../../src/runner/workspace/workspace.ts';
import { deleteInside } from '../../../src/seats/workbench/delete-inside.ts';
import { makeLocalInside } from '../../fixtures/local-inside.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { facts, makeExchange } from './exchanged.ts';
import { layIn } from './laid.ts';

const lab = new Map([['compose.yaml', { content: Buffer.from('of the lab'), executable: false }]]);

let folder: ReturnType<typeof makeTemporaryFolder>;
const at = (path: string) => join(folder.path, path);
const mounted: string[] = [];

beforeEach(() => {
  folder = makeTemporaryFolder();
  for (const dir of ['workspaces/one/rootfs/dev', 'machine/.ssh']) mkdirSync(at(dir), { recursive: true });
  writeFileSync(at('machine/a'), 'of the machine');
  writeFileSync(at('machine/.ssh/id'), 'a secret');
  writeFileSync(at('workspaces/one/rootfs/file'), 'mine');
});
afterEach(() => {
  for (const path of mounted.splice(0)) execFileSync('umount', [path]);
  folder[Symbol.dispose]();
});

function whyNoMounts(): string | undefined {
  if (process.platform !== 'linux') return 'no mounts of this kind';
  using scratch = makeTemporaryFolder();
  try {
    execFileSync('mount', ['--bind', scratch.path, scratch.path], { stdio: 'ignore' });
    execFileSync('umount', [scratch.path], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'this machine lets us mount nothing';
  }
}
const why = whyNoMounts();

describe.skipIf(why !== undefined)(
  `case 235: what is mounted in a workspace${why === undefined ? '' : ` (skipped: ${why})`}`,
  () => {
    const kinds = {
      'a folder of the same disk': (path: string) => {
        execFileSync('mount', ['--bind', at('machine'), path]);
        return at('machine');
      },
      'another file system': (path: string) => {
        execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', path]);
        writeFileSync(join(path, 'a'), 'of the machine');
        return path;
      },
    };
    describe.each(Object.entries(kinds))('%s', (_, mount) => {
      let there: string;
      let before: readonly string[];
      beforeEach(() => {
        const path = at('workspaces/one/rootfs/dev');
        there = mount(path);
        mounted.push(path);
        before = facts(there);
      });
      const refused = { code: 'not-allowed', fix: expect.stringContaining('findmnt') };
      const root = () => at('workspaces/one');

      it('is whole after the page deleted what holds it, or it', async () => {
        for (const path of ['rootfs', 'rootfs/dev'])
          await expect(new Workspace(root()).remove(path)).rejects.toMatchObject(refused);
        expect(facts(there)).toEqual(before);
      });

      it('is whole after Reset and Solve, which delete nothing', async () => {
        await expect(layIn(root(), lab)).rejects.toMatchObject(refused);
        expect(facts(there)).toEqual(before);
        expect(readFileSync(at('workspaces/one/rootfs/file'), 'utf8')).toBe('mine');
      });

      it('is whole after Reset where the folder itself is of the lab', async () => {
        const files = new Map([
          ['rootfs/dev/mine', { content: Buffer.from('of the lab'), executable: false }],
        ]);
        await expect(layIn(root(), files)).rejects.toMatchObject(refused);
        expect(facts(there)).toEqual(before);
      });

      it('is whole after a deletion where the lab runs, which deletes nothing and says where it is', async () => {
        const { run } = makeLocalInside();
        const inside = (argv: readonly string[], options: object) =>
          run('', argv, { ...options, cwd: root() });
        const deletion = deleteInside(inside, ['rootfs']);
        await expect(deletion).rejects.toMatchObject({
          ...refused,
          message: expect.stringContaining('rootfs/dev'),
        });
        expect(facts(there)).toEqual(before);
        expect(existsSync(at('workspaces/one/rootfs/file'))).toBe(true);
        // What lies beside it may go.
        await deleteInside(inside, ['rootfs/file']);
        expect(existsSync(at('workspaces/one/rootfs/file'))).toBe(false);
      });

      it('is no fault where it is unmounted, nor where the page works beside it', async () => {
        const workspace = new Workspace(root());
        await workspace.remove('rootfs/file');
        expect((await workspace.list()).map(({ path }) => path)).toContain('rootfs/dev/a');
        execFileSync('umount', [mounted.pop() ?? '']);
        await layIn(root(), lab);
        expect(readdirSync(root())).toEqual(['compose.yaml']);
      });
    });

    it('a workspace that is a mount itself: is emptied and deleted in like any other', async () => {
      execFileSync('mount', ['--bind', at('workspaces/one'), at('workspaces/one')]);
      mounted.push(at('workspaces/one'));
      await layIn(at('workspaces/one'), lab);
      expect(readdirSync(at('workspaces/one'))).toEqual(['compose.yaml']);
    });
  },
);

describe('case 236: a link in the place of a workspace', () => {
  const ways: readonly (readonly [string, (root: string) => Promise<unknown>])[] = [
    ['list', (root) => new Workspace(root).list()],
    ['read', (root) => new Workspace(root).read('.ssh/id')],
    ['save', (root) => new Workspace(root).save('.ssh/authorized_keys', 'mine', '')],
    ['create', (root) => new Workspace(root).create('new', 'directory')],
    ['rename', (root) => new Workspace(root).rename('a', 'b')],
    ['delete', (root) => new Workspace(root).remove('a')],
    ['copy', (root) => new Workspace(root).copy()],
    ['hash', (root) => new Workspace(root).hash()],
    ['Reset', (root) => layIn(root, lab)],
    ['the gate', (root) => findEntry(root, 'a')],
    ['an exchange, outwards', (root) => readTree(root)],
    ['an exchange, inwards', (root) => writeTree(root, new Map())],
  ];
  it.each(ways)('%s: is refused, and nothing behind the link is touched', async (_, work) => {
    const before = facts(at('machine'));
    renameSync(at('workspaces/one'), at('workspaces/old'));
    symlinkSync(at('machine'), at('workspaces/one'));
    await expect(work(at('workspaces/one'))).rejects.toMatchObject({
      code: 'path-refused',
      message: expect.stringContaining('is a link now'),
      fix: expect.any(String),
    });
    expect(facts(at('machine'))).toEqual(before);
  });

  it('of a workspace that is synced: nothing comes out of the seat into it, nor goes in', async () => {
    using exchange = makeExchange();
    writeFileSync(join(exchange.seat, 'theirs'), 'x');
    const before = facts(exchange.canary);
    renameSync(exchange.server, `${exchange.server}.old`);
    symlinkSync(exchange.canary, exchange.server);
    for (const side of ['syncIn', 'syncOut'] as const)
      await expect(exchange.link[side]()).rejects.toMatchObject({ code: 'path-refused' });
    await expect(exchange.link.forget(['a'])).rejects.toMatchObject({ code: 'path-refused' });
    expect(facts(exchange.canary)).toEqual(before);
    expect(readdirSync(exchange.seat)).toEqual(['theirs']);
  });

  it('is no fault where it is above the workspaces: a home may be a link', async () => {
    symlinkSync(at('workspaces'), at('home'));
    const workspace = new Workspace(at('home/one'));
    await workspace.save('new', 'mine', '');
    expect((await workspace.read('new')).text).toBe('mine');
    await layIn(at('home/one'), lab);
    expect(readdirSync(at('workspaces/one'))).toEqual(['compose.yaml']);
  });
});
