import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TreeEntry } from '../../../../src/files/file-tree.ts';
import { checkRoom, keepCopy, recordRevisions } from '../../../../src/runner/jobs/kept-copies.ts';
import { openStore } from '../../../../src/store/open-store.ts';
import { newRun } from '../../../fixtures/attempt.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

const at = new Date('2026-01-31T12:00:00.000Z');
const file = (text: string, executable = false) => ({ content: Buffer.from(text), executable });
const files = new Map([
  ['bot/run.sh', file('#!/bin/sh\n', true)],
  ['compose.yaml', file('mine\n')],
]);

const entry = (text: string, mode = 0o644): TreeEntry => ({ type: 'file', mode, content: Buffer.from(text) });
const tree = new Map([
  ['bot/run.sh', entry('#!/bin/sh\n', 0o755)],
  ['compose.yaml', entry('mine\n')],
]);

let folder: ReturnType<typeof makeTemporaryFolder>;
beforeEach(() => {
  folder = makeTemporaryFolder();
});
afterEach(() => folder[Symbol.dispose]());

describe('keepCopy', () => {
  it('writes what there was where a person finds it', async () => {
    const dir = await keepCopy(folder.path, 'base-images/distroless', at, tree);
    expect(dir).toBe(join(folder.path, 'base-images-distroless', '2026-01-31T12-00-00-000Z'));
    expect(readFileSync(join(dir, 'compose.yaml'), 'utf8')).toBe('mine\n');
    expect(statSync(join(dir, 'bot/run.sh')).mode & 0o111).not.toBe(0);
  });

  it('never writes over an older copy', async () => {
    const first = await keepCopy(folder.path, 'a/b', at, tree);
    const second = await keepCopy(folder.path, 'a/b', at, new Map([['compose.yaml', entry('other\n')]]));
    expect(second).not.toBe(first);
    expect(readFileSync(join(first, 'compose.yaml'), 'utf8')).toBe('mine\n');
    expect(readFileSync(join(second, 'compose.yaml'), 'utf8')).toBe('other\n');
  });
});

it('case 263: says of a file in the place of the copies, as a backup may bring it, that it is one', async () => {
  const file = join(folder.path, 'a-b');
  writeFileSync(file, 'theirs');
  const told = { code: 'bad-usage', message: expect.stringContaining(`${file} is a file`) };
  await expect(checkRoom(folder.path, 'a/b', tree)).rejects.toMatchObject(told);
  await expect(keepCopy(folder.path, 'a/b', at, tree)).rejects.toMatchObject(told);
  expect(readFileSync(file, 'utf8')).toBe('theirs');
});

describe('recordRevisions', () => {
  it('keeps each content once, with why it was kept', () => {
    mkdirSync(join(folder.path, 'home'));
    const store = openStore(join(folder.path, 'home', 'drydock.db'));
    const run = store.createRun(newRun(store.localPerson().party.id));
    recordRevisions(store, run.id, files, 'applied');
    recordRevisions(store, run.id, new Map([...files, ['compose.yaml', file('new\n')]]), 'before-reset');
    const kept = store
      .listRevisions(run.id)
      .map(({ path, reason, hash }) => [path, reason, Buffer.from(store.readBlob(hash) ?? []).toString()]);
    expect(kept.sort()).toEqual([
      ['bot/run.sh', 'applied', '#!/bin/sh\n'],
      ['compose.yaml', 'applied', 'mine\n'],
      ['compose.yaml', 'before-reset', 'new\n'],
    ]);
    store.close();
  });
});
