/** Laying out the files of a lab where somebody's work may be. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTree } from '../../../src/files/file-tree.ts';
import { checkFirstFolder } from '../../../src/runner/jobs/first-folder.ts';
import { keepCopy } from '../../../src/runner/jobs/kept-copies.ts';
import { KeptCopy } from '../../../src/runner/jobs/kept-copy.ts';
import { layFiles } from '../../../src/runner/workspace/lay-files.ts';
import { Workspace } from '../../../src/runner/workspace/workspace.ts';
import { whyNoEmbedded } from '../../contract/machine.ts';
import { makeRunnerOnEngine } from '../../fixtures/runner-on-engine.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { facts } from './exchanged.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let root: string;
let kept: string;
beforeEach(() => {
  folder = makeTemporaryFolder();
  [root, kept] = [join(folder.path, 'workspace'), join(folder.path, 'kept')];
  mkdirSync(root);
});
afterEach(() => folder[Symbol.dispose]());

const at = (path: string) => join(root, path);
const lab = new Map([['compose.yaml', { content: Buffer.from('of the lab'), executable: false }]]);
const place = () => ({ keptDir: kept, lab: 'a/b' as const, at: new Date(0) });
const lay = (copy: KeptCopy, onGoing: (path: string) => void = () => undefined) =>
  layFiles({
    root,
    files: lab,
    keep: async (path, version) => {
      onGoing(path);
      await copy.add(path, version);
    },
    deletePaths: () => Promise.reject(new Error('all of it is ours')),
  });
const copies = () =>
  (readdirSync(join(kept, 'a-b')) as string[]).sort().map((name) => join(kept, 'a-b', name));

describe('case 216: the folder of a first start', () => {
  it.each([
    ['holds a file', () => writeFileSync(at('thesis.tex'), 'x'), 'thesis.tex'],
    ['holds an empty folder', () => mkdirSync(at('src')), 'src'],
    ['holds a link that leads nowhere', () => symlinkSync('/nowhere', at('link')), 'link'],
  ])('%s: is refused, and is as it was', async (_, make, says) => {
    make();
    const before = facts(root);
    await expect(checkFirstFolder(root)).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining(says),
      fix: expect.stringContaining('empty'),
    });
    expect(facts(root)).toEqual(before);
  });

  it('is no folder: is refused in words', async () => {
    writeFileSync(at('file'), 'x');
    for (const path of [at('file'), at('file/below')])
      await expect(checkFirstFolder(path)).rejects.toMatchObject({
        code: 'bad-usage',
        message: expect.stringContaining('it is no folder'),
      });
  });

  it('is empty, or is not there yet: is taken', async () => {
    await checkFirstFolder(root);
    await checkFirstFolder(at('new/below'));
    expect(readdirSync(root)).toEqual([]);
  });
});

describe('case 217: what stands where a first start lays its files', () => {
  it('is kept, each version as it was when it went; what stays the same makes no copy', async () => {
    writeFileSync(at('compose.yaml'), 'of the lab');
    const none = new KeptCopy(place(), () => undefined);
    await lay(none);
    expect(none.folders).toEqual([]);
    writeFileSync(at('compose.yaml'), 'edited in the page');
    mkdirSync(at('notes/empty'), { recursive: true });
    writeFileSync(at('notes/today'), 'mine');
    symlinkSync('today', at('notes/now'));
    const added: string[] = [];
    const copy = new KeptCopy(place(), (path) => added.push(path));
    await lay(copy);
    expect(readdirSync(root)).toEqual(['compose.yaml']);
    expect(readFileSync(at('compose.yaml'), 'utf8')).toBe('of the lab');
    expect(added.sort()).toEqual(['compose.yaml', 'notes/now', 'notes/today']);
    const [dir = ''] = copy.folders;
    expect(copies()).toEqual([dir]);
    expect(readFileSync(join(dir, 'compose.yaml'), 'utf8')).toBe('edited in the page');
    expect(readFileSync(join(dir, 'notes/now'), 'utf8')).toBe('mine');
  });
});

describe('case 218: what is written between the copy and the clearing away', () => {
  it('is kept beside the copy, in its last version, or is still there; the copy stays as it is', async () => {
    for (const name of ['a', 'b', 'compose.yaml']) writeFileSync(at(name), `${name} of the copy`);
    const tree = await new Workspace(root).copy();
    const whole = await keepCopy(kept, 'a/b', new Date(0), tree);
    const before = facts(whole);
    writeFileSync(at('a'), 'since the copy');
    writeFileSync(at('new'), 'since the copy');
    const copy = new KeptCopy(place(), () => undefined, { tree, folder: whole });
    let isWriting = true;
    await lay(copy, (path) => {
      // A program that writes while it is cleared away: what is there already, and anew.
      if (path === 'b' && isWriting) {
        writeFileSync(at('a'), 'right before it goes');
        writeFileSync(at('newer'), 'while it is cleared');
        isWriting = false;
      }
    });
    expect(facts(whole)).toEqual(before);
    const [, since = ''] = copy.folders;
    const written = Object.fromEntries(
      (readdirSync(since) as string[]).map((name) => [name, readFileSync(join(since, name), 'utf8')]),
    );
    expect(written).toEqual({
      a: 'right before it goes',
      new: 'since the copy',
      newer: 'while it is cleared',
    });
    expect(readdirSync(root)).toEqual(['compose.yaml']);
  });

  it('two versions of a path are two copies', async () => {
    const copy = new KeptCopy(place(), () => undefined);
    for (const text of ['one', 'two'])
      await copy.add('f', { type: 'file', mode: 0o600, content: Buffer.from(text) });
    expect(copies().map((dir) => readFileSync(join(dir, 'f'), 'utf8'))).toEqual(['one', 'two']);
  });

  it('what goes on being made ends in an error, not in silence', async () => {
    let made = 0;
    writeFileSync(at('first'), 'x');
    const laying = lay(new KeptCopy(place(), () => undefined), () => {
      made += 1;
      writeFileSync(at(`again-${made}`), 'x');
    });
    await expect(laying).rejects.toMatchObject({
      code: 'stale-revision',
      message: expect.stringContaining('goes on writing'),
    });
    for (let number = 1; number < made; number += 1)
      expect(copies().some((dir) => existsSync(join(dir, `again-${number}`)))).toBe(true);
  });
});

describe('case 228: a kept copy', () => {
  it('has links, empty folders, modes, and names with a backslash', async () => {
    mkdirSync(at('empty'));
    writeFileSync(at('dev\\x2d.mount'), 'unit');
    writeFileSync(at('what\u{fffd}.txt'), 'a letter like others');
    writeFileSync(at('shut'), 'x', { mode: 0o600 });
    symlinkSync('shut', at('link'));
    const copy = await keepCopy(kept, 'a/b', new Date(0), await new Workspace(root).copy());
    expect(await readTree(copy)).toEqual(await readTree(root));
    expect(readlinkSync(join(copy, 'link'))).toBe('shut');
  });

  it('whose making is killed has no name of a copy', async () => {
    const child = spawn(process.execPath, ['test/fixtures/keep-copy.ts', kept], { stdio: 'ignore' });
    const exited = once(child, 'exit');
    const isBegun = () => existsSync(join(kept, 'a-b')) && readdirSync(join(kept, 'a-b')).length > 0;
    while (!isBegun()) await new Promise((resolve) => setImmediate(resolve));
    child.kill('SIGKILL');
    await exited;
    expect(readdirSync(join(kept, 'a-b')).filter((name) => !name.startsWith('.unfinished-'))).toEqual([]);
  });
});

const reason = await whyNoEmbedded();

it('case 216, 217: a start in a folder of somebody’s is refused; one that failed and is pressed again keeps edits', async (context) => {
  if (reason !== undefined) context.skip(reason);
  writeFileSync(at('thesis.tex'), 'x');
  const before = facts(root);
  {
    await using at = await makeRunnerOnEngine({ workspace: root });
    await expect(at.perform('start')).rejects.toMatchObject({ code: 'bad-usage' });
    expect(at.store.listRuns()).toEqual([]);
  }
  expect(facts(root)).toEqual(before);
  const empty = join(folder.path, 'empty');
  await using runner = await makeRunnerOnEngine({ workspace: empty });
  await runner.perform('start');
  const [run] = runner.store.listRuns();
  // As a start leaves it that was ended while it laid out files.
  runner.store.updateRun(run?.id ?? '', { step: 'new' });
  writeFileSync(join(empty, 'compose.yaml'), 'edited in the page');
  await runner.perform('start');
  const [name = ''] = readdirSync(join(runner.home, 'kept'));
  const [copy = ''] = readdirSync(join(runner.home, 'kept', name));
  expect(readFileSync(join(runner.home, 'kept', name, copy, 'compose.yaml'), 'utf8')).toBe(
    'edited in the page',
  );
});
