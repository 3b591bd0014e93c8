/** What programs of a lab may leave in a workspace, and what the page then asks for. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TreeEntry } from '../../../src/files/file-tree.ts';
import { DrydockError, errorCatalogue } from '../../../src/lab/errors.ts';
import { keepCopy } from '../../../src/runner/jobs/kept-copies.ts';
import { findEntry } from '../../../src/runner/workspace/find-entry.ts';
import { maxListed, Workspace } from '../../../src/runner/workspace/workspace.ts';
import { makeEventQueue } from '../../../src/server/event-queue.ts';
import { parseExistingPath, parseWorkspacePath } from '../../../src/server/requested-path.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { layIn } from './laid.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let root: string;
let workspace: Workspace;
const at = (path: string) => join(root, path);
const lab = new Map([['compose.yaml', { content: Buffer.from('of the lab'), executable: false }]]);

const entry = (content: Buffer): TreeEntry => ({ type: 'file', mode: 0o644, content });

beforeEach(() => {
  folder = makeTemporaryFolder();
  root = join(folder.path, 'workspace');
  mkdirSync(root);
  workspace = new Workspace(root);
  writeFileSync(at('compose.yaml'), 'mine');
});
afterEach(() => folder[Symbol.dispose]());

/** A folder so deep that no path to it can be said at once; its own path is then `d/d/d…`. */
function dig(depth: number): void {
  execFileSync('perl', ['-e', `chdir shift; for (1 .. ${depth}) { mkdir 'd'; chdir 'd' or die }`, root]);
}

describe('case 95: more files than a page lists', () => {
  it('are all in the copy that Reset keeps, and looked at for edits; the last line of the page says that there are more', async () => {
    mkdirSync(at('a'));
    for (let index = 0; index < 2_100; index += 1) writeFileSync(at(`a/${index}`), '');
    writeFileSync(at('notes.txt'), 'hours of work');
    const copy = await keepCopy(join(folder.path, 'kept'), 'a/b', new Date(0), await workspace.copy());
    expect(readFileSync(join(copy, 'compose.yaml'), 'utf8')).toBe('mine');
    expect(readFileSync(join(copy, 'notes.txt'), 'utf8')).toBe('hours of work');
    expect(readdirSync(join(copy, 'a'))).toHaveLength(2_100);
    const before = await workspace.hash();
    writeFileSync(at('notes.txt'), 'hours and a minute');
    expect(await workspace.hash()).not.toBe(before);
    const entries = await workspace.list();
    expect(entries).toHaveLength(maxListed + 1);
    expect(entries.at(-1)?.path).toContain('not all is listed');
    await layIn(root, lab);
    expect(readdirSync(root)).toEqual(['compose.yaml']);
    expect(readFileSync(at('compose.yaml'), 'utf8')).toBe('of the lab');
  });

  it('and one that is larger than what is read for edits is in the copy too', async () => {
    writeFileSync(at('large'), '');
    truncateSync(at('large'), 20 * 1024 * 1024);
    expect((await workspace.snapshot()).files.has('large')).toBe(false);
    expect((await workspace.copy()).get('large')?.content.byteLength).toBe(20 * 1024 * 1024);
  });
});

describe('case 95: more files than are copied', () => {
  it('are an error of the copy, the hash and the clearing that names the bound; nothing is changed', async () => {
    mkdirSync(at('a'));
    for (let index = 0; index < 10_001; index += 1) writeFileSync(at(`a/${index}`), '');
    for (const attempt of [() => workspace.copy(), () => workspace.hash(), () => layIn(root, lab)])
      await expect(attempt()).rejects.toMatchObject({
        code: 'too-big',
        message: expect.stringContaining('10,000 files and folders'),
        fix: expect.any(String),
      });
    expect(readFileSync(at('compose.yaml'), 'utf8')).toBe('mine');
    expect(readdirSync(at('a'))).toHaveLength(10_001);
    // The way back: to delete it needs no copy.
    await workspace.remove('a');
    expect((await workspace.copy()).size).toBe(1);
  });

  it('and so are 65 MiB, and a name that is no UTF-8', async () => {
    writeFileSync(at('large'), '');
    truncateSync(at('large'), 65 * 1024 * 1024);
    await expect(workspace.copy()).rejects.toMatchObject({ code: 'too-big' });
    await workspace.remove('large');
    writeFileSync(Buffer.concat([Buffer.from(at('n')), Buffer.from([0xff])]), 'mine');
    await expect(workspace.copy()).rejects.toMatchObject({ code: 'path-refused' });
  });
});

describe('case 96: 1,500 folders, each in the one before', () => {
  it('are listed as far as a page goes, are no half of a copy, and can be deleted', async () => {
    dig(1_500);
    expect((await workspace.list()).at(-1)?.path).toContain('not all is listed');
    await expect(workspace.copy()).rejects.toMatchObject({
      code: 'too-big',
      message: expect.stringContaining('64 folders deep'),
    });
    await workspace.remove('d');
    expect(readdirSync(root)).toEqual(['compose.yaml']);
  });
});

describe('case 97: pipes, sockets and devices where files were', () => {
  it('are looked at and not opened, by nobody', async (context) => {
    execFileSync('mkfifo', [at('pipe')]);
    const socket = createServer().listen(at('socket'));
    try {
      // No driver has this number: to open it fails, and to open one that has may do anything.
      execFileSync('mknod', [at('device'), 'b', '250', '77'], { stdio: 'ignore' });
    } catch {
      socket.close();
      return context.skip('this machine lets us make no device');
    }
    for (const path of ['pipe', 'socket', 'device']) {
      await expect(workspace.read(path)).rejects.toMatchObject({ code: 'path-refused' });
      expect(await findEntry(root, path)).toEqual({ kind: 'special' });
      await expect(workspace.save(path, 'x', '')).rejects.toMatchObject({ code: 'path-refused' });
      await expect(workspace.rename(path, 'other')).rejects.toMatchObject({ code: 'path-refused' });
      expect(lstatSync(at(path)).isFile()).toBe(false);
    }
    expect([...(await workspace.copy()).keys()]).toEqual(['compose.yaml']);
    expect((await workspace.list()).map(({ path }) => path)).toEqual(['compose.yaml']);
    await layIn(root, new Map([['pipe', { content: Buffer.from('of the lab'), executable: false }]]));
    expect(readFileSync(at('pipe'), 'utf8')).toBe('of the lab');
    await workspace.remove('device');
    socket.close();
  });
});

describe('case 98: copies without end', () => {
  it('of one lab take a bounded part of the disk; beyond it the error says where they are, and none is half made', async () => {
    const kept = join(folder.path, 'kept');
    const large = new Map([['large', entry(Buffer.alloc(1024))]]);
    const first = await keepCopy(kept, 'a/b', new Date(0), large);
    truncateSync(join(first, 'large'), 512 * 1024 * 1024);
    await expect(keepCopy(kept, 'a/b', new Date(1), large)).rejects.toMatchObject({
      code: 'too-big',
      message: expect.stringContaining('512 MiB'),
      fix: expect.stringContaining(join(kept, 'a-b')),
    });
    expect(readdirSync(join(kept, 'a-b'))).toHaveLength(1);
    await keepCopy(kept, 'another/lab', new Date(2), large);
  });

  it('one that cannot be written whole is not left there', async () => {
    const kept = join(folder.path, 'kept');
    const files = new Map([
      ['a', entry(Buffer.from('x'))],
      ['a/b', entry(Buffer.from('x'))],
    ]);
    await expect(keepCopy(kept, 'a/b', new Date(0), files)).rejects.toMatchObject({ code: 'path-refused' });
    const left = existsSync(kept) ? readdirSync(kept, { recursive: true }) : [];
    expect(left.filter((name) => name !== 'a-b')).toEqual([]);
  });
});

describe('case 99: names and places where no file can be', () => {
  const refusal = async (work: Promise<unknown>) => {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof DrydockError)) throw error ?? new Error('nothing was refused');
    return { code: error.code, status: errorCatalogue[error.code].status, says: error.message };
  };

  it.each<[string, (workspace: Workspace) => Promise<unknown>, number, string]>([
    ['a new name of 256 bytes', (of) => of.create('n'.repeat(256), 'file'), 400, '255 bytes'],
    ['a new folder of it', (of) => of.create(`folder/${'é'.repeat(128)}`, 'directory'), 400, '255 bytes'],
    ['a save over a folder', (of) => of.save('folder', 'x', ''), 400, 'a folder is there'],
    ['a save over a socket', (of) => of.save('socket', 'x', ''), 400, 'it is not a file'],
    ['a save below a file', (of) => of.save('compose.yaml/x', 'x', ''), 400, 'no folder'],
    ['a folder into itself', (of) => of.rename('folder', 'folder/below/it'), 400, 'into itself'],
    ['a rename of a pipe', (of) => of.rename('pipe', 'renamed'), 400, 'it is not a file'],
    ['a rename of a link', (of) => of.rename('link', 'renamed'), 400, 'it is a link'],
    ['a rename of nothing', (of) => of.rename('none', 'renamed'), 404, 'There is no file none'],
    ['a read of a link', (of) => of.read('link'), 400, 'it is a link'],
    ['a save through a link', (of) => of.save('link', 'x', ''), 400, 'it is a link'],
    ['a workspace that is gone', () => new Workspace('/nowhere/at/all').list(), 404, 'is not there'],
  ])('%s: is refused in clear words, and nothing is changed', async (_, work, status, says) => {
    mkdirSync(at('folder'));
    execFileSync('mkfifo', [at('pipe')]);
    symlinkSync('compose.yaml', at('link'));
    const socket = createServer().listen(at('socket'));
    const before = readdirSync(root).sort();
    expect(await refusal(work(workspace))).toMatchObject({ status, says: expect.stringContaining(says) });
    expect(readdirSync(root).sort()).toEqual(before);
    expect(readdirSync(at('folder'))).toEqual([]);
    expect([lstatSync(at('pipe')).isFIFO(), readlinkSync(at('link'))]).toEqual([true, 'compose.yaml']);
    expect(readFileSync(at('compose.yaml'), 'utf8')).toBe('mine');
    socket.close();
    rmdirSync(at('folder'));
  });

  it('a name with a newline: is listed, read, renamed and deleted in the page, and not made there', async () => {
    const name = 'two\nlines';
    writeFileSync(at(name), 'mine');
    expect((await workspace.list()).map(({ path }) => path)).toContain(name);
    expect((await workspace.read(parseExistingPath(name))).text).toBe('mine');
    expect(() => parseWorkspacePath(name)).toThrow('it has a control character');
    await workspace.rename(parseExistingPath(name), parseWorkspacePath('one'));
    expect(existsSync(at('one'))).toBe(true);
    writeFileSync(at(name), 'mine');
    await workspace.remove(parseExistingPath(name));
    expect(existsSync(at(name))).toBe(false);
  });

  it('a name of 85 letters of three bytes: is saved like any other', async () => {
    const name = '字'.repeat(85);
    expect(await workspace.save(name, 'x', '')).toMatchObject({ text: 'x' });
  });
});

describe('case 225: a save while the terminal writes', () => {
  it('answers with the revision of what was written, and who may read the file stays as it is', async () => {
    chmodSync(at('compose.yaml'), 0o600);
    const { revision } = await workspace.read('compose.yaml');
    const saved = await workspace.save('compose.yaml', 'page', revision);
    expect(saved).toEqual({ ...(await workspace.read('compose.yaml')), text: 'page' });
    expect(lstatSync(at('compose.yaml')).mode & 0o777).toBe(0o600);
    writeFileSync(at('compose.yaml'), 'terminal');
    await expect(workspace.save('compose.yaml', 'page again', saved.revision)).rejects.toMatchObject({
      code: 'stale-revision',
    });
    expect(readFileSync(at('compose.yaml'), 'utf8')).toBe('terminal');
  });

  it('is stale where the terminal has written while the save was made ready', async () => {
    const { revision } = await workspace.read('compose.yaml');
    const saving = workspace.save('compose.yaml', 'x'.repeat(1_000_000), revision);
    // The save has its file beside the other by now, and has not put it there.
    const isReady = () => readdirSync(root).some((name) => name.startsWith('.compose.yaml.'));
    while (!isReady()) await new Promise((resolve) => setImmediate(resolve));
    writeFileSync(at('compose.yaml'), 'terminal');
    await expect(saving).rejects.toMatchObject({ code: 'stale-revision' });
    expect(readdirSync(root)).toEqual(['compose.yaml']);
    expect(readFileSync(at('compose.yaml'), 'utf8')).toBe('terminal');
  });
});

describe('case 244: names that programs give', () => {
  const names = [
    'system\\x2dfirst.mount',
    'http%3A%2F%2Fdeb.debian.org',
    `${'d/'.repeat(50)}${'f'.repeat(200)}`,
  ];
  const deep = `${`${'n'.repeat(100)}/`.repeat(15)}file`;

  it.each([...names, deep])('%s: is opened, saved, copied and deleted', async (path) => {
    mkdirSync(join(at(path), '..'), { recursive: true });
    writeFileSync(at(path), 'mine');
    const opened = await workspace.read(parseExistingPath(path));
    await workspace.save(parseExistingPath(path), 'mine too', opened.revision);
    const copy = await keepCopy(join(folder.path, 'kept'), 'a/b', new Date(0), await workspace.copy());
    expect(readFileSync(join(copy, path), 'utf8')).toBe('mine too');
    await workspace.remove(parseExistingPath(path));
    expect(existsSync(at(path))).toBe(false);
  });

  it('are not made in the page, and lead nowhere but down', () => {
    for (const path of [...names.slice(0, 2), deep])
      expect(() => parseWorkspacePath(path)).toThrow('is not a path');
    for (const path of ['../x', '/x', 'a/../x', 'a//x', './x', 'a\0', '', 'x'.repeat(5_000)])
      expect(() => parseExistingPath(path)).toThrow('is not a path');
  });
});

it('case 243: 400,000 files that change in front of a slow page: some are named, and it hears that there are more', async () => {
  const queue = makeEventQueue();
  for (let round = 0; round < 400; round += 1)
    queue.push({ type: 'files', paths: Array.from({ length: 1_000 }, (_, index) => `${round}/${index}`) });
  const event = await queue.take(1);
  if (event?.type !== 'files') throw new Error('no files were told of');
  expect(event.paths.length).toBeLessThanOrEqual(1_000);
  expect(event.more).toBe(true);
  queue.push({ type: 'files', paths: ['one'] });
  expect(await queue.take(1)).toEqual({ type: 'files', paths: ['one'] });
});
