/** What a container leaves that a server which is not root may not read. */
import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, type TestContext, vi } from 'vitest';
import { Folder } from '../../../src/files/folder.ts';
import { findEntry } from '../../../src/runner/workspace/find-entry.ts';
import { layFiles } from '../../../src/runner/workspace/lay-files.ts';
import { Workspace } from '../../../src/runner/workspace/workspace.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const nobody = 65_534;
let folder: ReturnType<typeof makeTemporaryFolder>;
let root: string;
beforeEach(() => {
  folder = makeTemporaryFolder();
  root = join(folder.path, 'workspace');
  mkdirSync(root);
  writeFileSync(join(root, 'compose.yaml'), 'mine');
});
afterEach(() => folder[Symbol.dispose]());

/** Does something as a server that is not root: to root all is open. */
async function asNobody(context: TestContext, work: (workspace: Workspace) => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0 || !process.seteuid) return context.skip('this test is not run as root');
  for (const path of [folder.path, root, join(root, 'compose.yaml')]) chownSync(path, nobody, nobody);
  process.seteuid(nobody);
  try {
    await work(new Workspace(root));
  } finally {
    process.seteuid(0);
  }
}

describe('case 246: what a look at all files does not take', () => {
  it.skipIf(process.platform !== 'linux')(
    'a name that is no UTF-8: is named, and tells of edits',
    async () => {
      const odd = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x6c, 0xff])]);
      writeFileSync(odd, 'x');
      const workspace = new Workspace(root);
      expect([...(await workspace.snapshot()).leftOut.keys()]).toEqual(['l�']);
      const before = await workspace.hash();
      writeFileSync(odd, 'longer');
      expect(await workspace.hash()).not.toBe(before);
    },
  );

  it('a file that cannot be opened for another reason: is an error, and not left out', async () => {
    const failed = Object.assign(new Error('the disk failed'), { code: 'EIO' });
    using _ = vi.spyOn(Folder.prototype, 'openFile').mockRejectedValue(failed);
    await expect(new Workspace(root).snapshot()).rejects.toThrow('the disk failed');
    await expect(new Workspace(root).hash()).rejects.toThrow('the disk failed');
  });
});

describe('case 227: what the server may not read', () => {
  const make = {
    'a folder that nobody may list': () => {
      mkdirSync(join(root, 'data'));
      writeFileSync(join(root, 'data/inner'), 'x');
      chmodSync(join(root, 'data'), 0o700);
    },
    'a folder in which nobody may look at anything': () => {
      mkdirSync(join(root, 'data'));
      writeFileSync(join(root, 'data/inner'), 'x');
      chmodSync(join(root, 'data'), 0o744);
    },
    'a file': () => writeFileSync(join(root, 'data'), 'x', { mode: 0o600 }),
  };

  for (const [what, makeIt] of Object.entries(make)) {
    it(`${what}: is listed, and tells of edits; a copy says that it cannot keep it`, async (context) => {
      makeIt();
      await asNobody(context, async (workspace) => {
        expect((await workspace.list()).map(({ path }) => path)).toEqual(['compose.yaml', 'data']);
        const before = await workspace.hash();
        const { files, leftOut } = await workspace.snapshot();
        expect([[...files.keys()], [...leftOut.keys()]]).toEqual([['compose.yaml'], ['data']]);
        writeFileSync(join(root, 'compose.yaml'), 'edited');
        expect(await workspace.hash()).not.toBe(before);
        await expect(workspace.copy()).rejects.toMatchObject({
          code: 'not-allowed',
          message: expect.stringContaining('“data”'),
          fix: expect.stringContaining('chmod'),
        });
        // The gate, where a file of compose's is meant.
        const looked = findEntry(root, what === 'a file' ? 'data' : 'data/inner');
        await expect(looked).rejects.toMatchObject({ code: 'not-allowed' });
      });
    });
  }

  it('goes by the powers of the engine where nothing is to be kept, and stays where something is', async (context) => {
    make['a folder that nobody may list']();
    await asNobody(context, async () => {
      const asked: string[] = [];
      const laying = {
        root,
        files: new Map(),
        deletePaths: async (paths: readonly string[]) => {
          asked.push(...paths);
          process.seteuid?.(0);
          for (const path of paths) rmSync(join(root, path), { recursive: true });
          process.seteuid?.(nobody);
        },
      };
      await expect(layFiles({ ...laying, keep: async () => undefined })).rejects.toMatchObject({
        code: 'not-allowed',
      });
      expect(readdirSync(root).sort()).toEqual(['compose.yaml', 'data']);
      await layFiles(laying);
      expect(asked).toEqual(['data']);
      expect(readdirSync(root)).toEqual([]);
    });
  });
});
