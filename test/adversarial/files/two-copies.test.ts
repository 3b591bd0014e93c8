/** Two copies of a workspace that are written on both sides: no version goes without being kept. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { syncWorkspace } from '../../../src/seats/workbench/synced-workspace.ts';
import { makeLocalInside } from '../../fixtures/local-inside.ts';
import { makeExchange } from './exchanged.ts';
import { makeRunInSeat } from './in-a-seat.ts';

const write = (root: string, files: Readonly<Record<string, string>>) => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
};
const read = (root: string) =>
  Object.fromEntries(
    (readdirSync(root) as string[]).map((name) => [name, readFileSync(join(root, name), 'utf8')]),
  );

describe('case 221: the page and the terminal change one file', () => {
  it('a save over what the terminal has written since is stale, and nothing is overwritten', async () => {
    using at = await makeRunInSeat();
    write(at.server, { f: 'base' });
    await at.link.syncIn();
    const { revision } = await at.files.read(at.key, 'f');
    write(at.seat, { f: 'an hour of work', new: 'made there' });
    await expect(at.files.save(at.key, 'f', 'page', revision)).rejects.toMatchObject({
      code: 'stale-revision',
    });
    await expect(at.files.create(at.key, 'new', 'file')).rejects.toMatchObject({ code: 'stale-revision' });
    expect(read(at.server)).toEqual({ f: 'an hour of work', new: 'made there' });
    const now = await at.files.read(at.key, 'f');
    expect(await at.files.save(at.key, 'f', 'both', now.revision)).toMatchObject({ text: 'both' });
  });

  it('what is deleted or renamed in the page is its last version', async () => {
    using at = await makeRunInSeat();
    write(at.server, { f: 'base', g: 'base' });
    await at.link.syncIn();
    write(at.seat, { f: 'an hour of work', g: 'an hour of work' });
    await at.files.remove(at.key, 'f');
    await at.files.rename(at.key, 'g', 'h');
    const kept = at.store.listRevisions(at.run()?.id ?? '', 'f').map(({ hash }) => at.store.readBlob(hash));
    expect(kept.map((content) => Buffer.from(content ?? []).toString())).toEqual(['an hour of work']);
    expect(read(at.server)).toEqual({ h: 'an hour of work' });
    await at.link.syncIn();
    expect(read(at.seat)).toEqual({ h: 'an hour of work' });
    expect(at.lost).toEqual([]);
  });

  it('what gives way on the way out or in is kept once', async () => {
    using at = makeExchange();
    write(at.server, { out: 'base', in: 'base', gone: 'base', same: 'base' });
    await at.link.syncIn();
    write(at.server, { out: 'page', same: 'both' });
    write(at.seat, { out: 'terminal', same: 'both' });
    await at.link.syncOut();
    await at.link.syncOut();
    write(at.server, { in: 'page' });
    write(at.seat, { in: 'terminal', gone: 'terminal' });
    rmSync(join(at.server, 'gone'));
    await at.link.syncIn();
    expect(at.lost.toSorted()).toEqual(['gone: terminal', 'in: terminal', 'out: terminal']);
    expect(read(at.seat)).toEqual({ out: 'page', in: 'page', same: 'both' });
  });

  it('what is new in a folder that the page has deleted is kept', async () => {
    using at = makeExchange();
    mkdirSync(join(at.server, 'folder'));
    await at.link.syncIn();
    rmSync(join(at.server, 'folder'), { recursive: true });
    write(at.seat, { 'folder/new': 'terminal', beside: 'stays' });
    await at.link.syncIn();
    expect(at.lost).toEqual(['folder/new: terminal']);
    expect(read(at.seat)).toEqual({ beside: 'stays' });
  });
});

describe('case 222: what was remembered is of other folders', () => {
  it('a second seat, and back to the first: nothing is rolled back or deleted on the server', async () => {
    using at = makeExchange();
    const second = join(dirname(dirname(at.seat)), 'second', 'workspace');
    mkdirSync(second, { recursive: true });
    const other = syncWorkspace({
      engine: makeLocalInside(),
      container: async () => 'second',
      seat: 'second',
      directory: at.server,
      path: second,
      binds: [],
    });
    write(at.server, { essay: 'v1' });
    await at.link.syncIn();
    await other.syncOut();
    await other.syncIn();
    write(second, { essay: 'v2', chapter: 'new' });
    await other.syncOut();
    await at.link.syncOut();
    expect(read(at.server)).toEqual({ essay: 'v2', chapter: 'new' });
    await at.link.syncIn();
    expect(read(at.seat)).toEqual({ essay: 'v2', chapter: 'new' });
    expect(at.lost).toEqual(['essay: v1']);
  });

  it('a backup with its record, put back beside a seat that lives on: stays put back', async () => {
    using at = makeExchange();
    const backup = join(at.canary, 'backup');
    write(at.server, { essay: 'v1', precious: 'p' });
    await at.link.syncIn();
    cpSync(at.server, join(backup, 'files'), { recursive: true });
    cpSync(at.recordFile, join(backup, 'record'));
    write(at.seat, { essay: 'by accident' });
    rmSync(join(at.seat, 'precious'));
    await at.link.syncOut();
    expect(read(at.server)).toEqual({ essay: 'by accident' });
    rmSync(at.server, { recursive: true });
    cpSync(join(backup, 'files'), at.server, { recursive: true });
    cpSync(join(backup, 'record'), at.recordFile);
    await at.link.syncOut();
    await at.link.syncIn();
    expect(read(at.server)).toEqual({ essay: 'v1', precious: 'p' });
    expect(read(at.seat)).toEqual({ essay: 'v1', precious: 'p' });
    expect(at.lost).toEqual(['essay: by accident']);
  });

  it('a server’s folder that went: comes back from the seat, newest edits too', async () => {
    using at = makeExchange();
    write(at.server, { a: 'a', b: 'b' });
    await at.link.syncIn();
    write(at.seat, { a: 'newest' });
    rmSync(at.server, { recursive: true });
    await at.link.syncIn();
    await at.link.syncOut();
    expect(read(at.server)).toEqual({ a: 'newest', b: 'b' });
    expect(read(at.seat)).toEqual({ a: 'newest', b: 'b' });
  });

  it('while the folders are the same, what was deleted on one side goes on the other', async () => {
    using at = makeExchange();
    write(at.server, { a: 'a', b: 'b', c: 'c' });
    await at.link.syncIn();
    rmSync(join(at.seat, 'a'));
    await at.link.syncOut();
    rmSync(join(at.server, 'b'));
    await at.link.syncIn();
    expect([read(at.server), read(at.seat)]).toEqual([{ c: 'c' }, { c: 'c' }]);
    expect(at.lost).toEqual([]);
  });
});

describe('case 223: an exchange that is not alone, or is cut off', () => {
  it('a save of the page while it writes stays, and what was to be written is kept', async () => {
    using at = makeExchange();
    write(at.server, { zz: 'R0', gone: 'R0' });
    await at.link.syncIn();
    mkdirSync(join(at.seat, 'many'));
    for (let index = 0; index < 300; index += 1) write(at.seat, { [`many/f${index}`]: 'x' });
    write(at.seat, { zz: 'terminal' });
    rmSync(join(at.seat, 'gone'));
    const exchanged = at.link.syncOut();
    while (!existsSync(join(at.server, 'many/f0'))) await new Promise((resolve) => setImmediate(resolve));
    write(at.server, { zz: 'page' });
    await exchanged;
    expect(readFileSync(join(at.server, 'zz'), 'utf8')).toBe('page');
    expect(at.lost).toEqual(['zz: terminal']);
    expect(existsSync(join(at.server, 'gone'))).toBe(false);
  });

  it('the server’s disk is full in the middle: said in words; later edits in the terminal win', async (context) => {
    using at = makeExchange();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', at.server], { stdio: 'ignore' });
    } catch {
      return context.skip('this machine lets us mount nothing');
    }
    try {
      write(at.server, { a: 'v0' });
      await at.link.syncIn();
      write(at.seat, { a: 'v1', b: 'x'.repeat(400_000) });
      await expect(at.link.syncOut()).rejects.toMatchObject({ code: 'disk-full', fix: expect.any(String) });
      expect(read(at.server)).toEqual({ a: 'v1' });
      write(at.seat, { a: 'v2' });
      rmSync(join(at.seat, 'b'));
      await at.link.syncOut();
      expect(read(at.server)).toEqual({ a: 'v2' });
      expect(at.lost).toEqual([]);
    } finally {
      execFileSync('umount', [at.server]);
    }
  });
});
