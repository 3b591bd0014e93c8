import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maxEditableBytes, Workspace } from '../../../../src/runner/workspace/workspace.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let workspace: Workspace;
const at = (path: string) => join(folder.path, path);
const mode = (path: string) => statSync(at(path)).mode & 0o777;

beforeEach(() => {
  folder = makeTemporaryFolder();
  workspace = new Workspace(folder.path);
  mkdirSync(at('bot'));
  writeFileSync(at('compose.yaml'), 'services: {}\n');
  writeFileSync(at('bot/run.sh'), '#!/bin/sh\n');
  chmodSync(at('bot/run.sh'), 0o755);
});
afterEach(() => folder[Symbol.dispose]());

describe('listing', () => {
  it('has folders before what is in them, and neither links nor what they lead to', async () => {
    symlinkSync('/etc', at('etc'));
    symlinkSync('compose.yaml', at('alias'));
    const entries = await workspace.list();
    expect(entries.map(({ path, kind, sizeBytes }) => [path, kind, sizeBytes])).toEqual([
      ['bot', 'directory', 0],
      ['bot/run.sh', 'file', 10],
      ['compose.yaml', 'file', 13],
    ]);
    expect(entries[2]?.revision).toBe((await workspace.read('compose.yaml')).revision);
  });
});

describe('listing what others write meanwhile', () => {
  it('leaves out what goes while it is listed', async () => {
    mkdirSync(at('build/deep'), { recursive: true });
    for (let each = 0; each < 400; each += 1) writeFileSync(at(`build/${each}.o`), 'x');
    const listing = workspace.list();
    for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    rmSync(at('build'), { recursive: true });
    const paths = (await listing).map(({ path }) => path);
    expect(paths).toContain('compose.yaml');
    expect(paths.length).toBeLessThan(400);
  });
});

describe('reading', () => {
  it('gives text with its revision, and no text of what is none', async () => {
    writeFileSync(at('x.bin'), Buffer.from([0, 1, 2]));
    writeFileSync(at('latin1'), Buffer.from([0x63, 0xe9]));
    writeFileSync(at('big'), 'x'.repeat(maxEditableBytes + 1));
    expect(await workspace.read('compose.yaml')).toEqual({
      path: 'compose.yaml',
      revision: expect.stringMatching(/^[0-9a-f]{32}$/),
      sizeBytes: 13,
      text: 'services: {}\n',
    });
    for (const path of ['x.bin', 'latin1', 'big'])
      expect(await workspace.read(path)).not.toHaveProperty('text');
  });

  it('keeps a byte order mark, so that saving what was read changes nothing', async () => {
    writeFileSync(at('bom'), '\ufeffa');
    const { text, revision } = await workspace.read('bom');
    await workspace.save('bom', text ?? '', revision);
    expect(readFileSync(at('bom'), 'utf8')).toBe('\ufeffa');
  });

  it.each(['none', 'bot', 'compose.yaml/x'])('says that there is no file %s', async (path) => {
    await expect(workspace.read(path)).rejects.toMatchObject({
      code: 'not-found',
      place: { file: path },
      fix: expect.any(String),
    });
  });
});

describe('saving', () => {
  it('takes the revision that was read, and gives the next', async () => {
    const first = await workspace.read('compose.yaml');
    const second = await workspace.save('compose.yaml', 'services: {web: {}}\n', first.revision);
    expect(second).toMatchObject({ text: 'services: {web: {}}\n' });
    expect(second.revision).not.toBe(first.revision);
    expect(await workspace.save('compose.yaml', 'a: 1\n', second.revision)).toMatchObject({ text: 'a: 1\n' });
  });

  it('refuses a stale revision and leaves the file as it is', async () => {
    const { revision } = await workspace.read('compose.yaml');
    writeFileSync(at('compose.yaml'), 'from the terminal\n');
    await expect(workspace.save('compose.yaml', 'from the page\n', revision)).rejects.toMatchObject({
      code: 'stale-revision',
      place: { file: 'compose.yaml' },
    });
    expect(readFileSync(at('compose.yaml'), 'utf8')).toBe('from the terminal\n');
  });

  it('makes a file only where there is none, and does not bring back one that was deleted', async () => {
    expect(await workspace.save('new/file', 'x', '')).toMatchObject({ text: 'x' });
    await expect(workspace.save('new/file', 'y', '')).rejects.toMatchObject({ code: 'stale-revision' });
    const { revision } = await workspace.read('new/file');
    await workspace.remove('new/file');
    await expect(workspace.save('new/file', 'y', revision)).rejects.toMatchObject({ code: 'stale-revision' });
  });

  it('of two at once lets one win, and loses neither unsaid', async () => {
    const { revision } = await workspace.read('compose.yaml');
    const saves = ['one', 'two', 'three'].map((text) => workspace.save('compose.yaml', text, revision));
    const outcomes = await Promise.allSettled(saves);
    const won = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(lost).toMatchObject([{ code: 'stale-revision' }, { code: 'stale-revision' }]);
  });

  it('keeps the executable bit, and leaves no file of its own behind', async () => {
    const { revision } = await workspace.read('bot/run.sh');
    await workspace.save('bot/run.sh', '#!/bin/sh\ntrue\n', revision);
    expect(mode('bot/run.sh')).toBe(0o755);
    expect(readdirSync(at('bot'))).toEqual(['run.sh']);
  });

  it('refuses what is too big', async () => {
    const { revision } = await workspace.read('compose.yaml');
    const text = 'é'.repeat(maxEditableBytes / 2 + 1);
    await expect(workspace.save('compose.yaml', text, revision)).rejects.toMatchObject({ code: 'too-big' });
    expect(readFileSync(at('compose.yaml'), 'utf8')).toBe('services: {}\n');
  });

  it('writes through no link', async () => {
    const outside = makeTemporaryFolder();
    writeFileSync(join(outside.path, 'secret'), 'theirs');
    symlinkSync(join(outside.path, 'secret'), at('mine'));
    symlinkSync(outside.path, at('dir'));
    await expect(workspace.save('mine', 'x', '')).rejects.toMatchObject({ code: 'path-refused' });
    await expect(workspace.save('dir/secret', 'x', '')).rejects.toMatchObject({ code: 'path-refused' });
    await expect(workspace.create('dir/new', 'directory')).rejects.toMatchObject({ code: 'path-refused' });
    await expect(workspace.rename('compose.yaml', 'dir/new')).rejects.toMatchObject({ code: 'path-refused' });
    await expect(workspace.remove('dir/secret')).rejects.toMatchObject({ code: 'path-refused' });
    expect(readdirSync(outside.path)).toEqual(['secret']);
    expect(readFileSync(join(outside.path, 'secret'), 'utf8')).toBe('theirs');
    outside[Symbol.dispose]();
  });
});

describe('creating, renaming and removing', () => {
  it('makes files and folders, and none where something is', async () => {
    expect(await workspace.create('a/b.txt', 'file')).toMatchObject({ kind: 'file', sizeBytes: 0 });
    expect(await workspace.create('c/d', 'directory')).toEqual({
      path: 'c/d',
      kind: 'directory',
      sizeBytes: 0,
      revision: '',
    });
    await expect(workspace.create('a/b.txt', 'file')).rejects.toMatchObject({
      message: 'a/b.txt is there already.',
    });
    await expect(workspace.create('bot', 'directory')).rejects.toMatchObject({ code: 'stale-revision' });
  });

  it('renames files and whole folders, over nothing', async () => {
    expect(await workspace.rename('bot', 'robot')).toMatchObject({ path: 'robot', kind: 'directory' });
    expect(await workspace.rename('robot/run.sh', 'start/run.sh')).toMatchObject({ kind: 'file' });
    expect(mode('start/run.sh')).toBe(0o755);
    await expect(workspace.rename('compose.yaml', 'start/run.sh')).rejects.toMatchObject({
      code: 'stale-revision',
    });
    await expect(workspace.rename('none', 'other')).rejects.toMatchObject({ code: 'not-found' });
    expect(existsSync(at('compose.yaml'))).toBe(true);
  });

  it('removes files and folders, and says what is not there', async () => {
    await workspace.remove('bot');
    expect(existsSync(at('bot'))).toBe(false);
    await expect(workspace.remove('bot')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('copies and hashes', () => {
  it('take in every file with its bit, and nothing that a link leads to', async () => {
    symlinkSync('/etc/passwd', at('passwd'));
    const { files } = await workspace.snapshot();
    expect(
      [...files].map(([path, { content, executable }]) => [path, `${Buffer.from(content)}`, executable]),
    ).toEqual([
      ['bot/run.sh', '#!/bin/sh\n', true],
      ['compose.yaml', 'services: {}\n', false],
    ]);
  });

  it('change with a name or a byte, and come back with them', async () => {
    const before = await workspace.hash();
    await workspace.rename('compose.yaml', 'docker-compose.yaml');
    expect(await workspace.hash()).not.toBe(before);
    await workspace.rename('docker-compose.yaml', 'compose.yaml');
    expect(await workspace.hash()).toBe(before);
    const { revision } = await workspace.read('compose.yaml');
    await workspace.save('compose.yaml', 'services: { }\n', revision);
    expect(await workspace.hash()).not.toBe(before);
  });

  it('tell two files apart from one that holds both', async () => {
    const other = makeTemporaryFolder();
    writeFileSync(join(other.path, 'a'), 'x\0b\0y');
    const one = await new Workspace(other.path).hash();
    writeFileSync(join(other.path, 'a'), 'x');
    writeFileSync(join(other.path, 'b'), 'y');
    expect(await new Workspace(other.path).hash()).not.toBe(one);
    other[Symbol.dispose]();
  });
});
