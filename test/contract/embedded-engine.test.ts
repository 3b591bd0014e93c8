import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { whyNoEmbedded } from './machine.ts';

const noRoot = process.platform !== 'linux' || process.getuid?.() !== 0;

/** Its own network namespace lets an engine start here even where another dockerd runs; its packages must be there. */
describe.skipIf(noRoot)('the private engine', async () => {
  const folder = makeTemporaryFolder();
  const told = new Map<string, unknown>();
  const home = join(folder.path, 'home');

  beforeAll(async () => {
    const script = join(import.meta.dirname, '../fixtures/embedded/lifecycle.ts');
    const run = [
      'sh',
      '-c',
      'ip link set lo up && exec "$@"',
      'sh',
      process.execPath,
      script,
      home,
      join(folder.path, 'other'),
    ];
    const { stdout } = await execa('unshare', ['--net', '--mount', ...run], { timeout: 240_000 });
    for (const line of stdout.split('\n')) {
      const { what, value } = JSON.parse(line);
      told.set(what, value);
    }
  }, 300_000);

  afterAll(() => folder[Symbol.dispose]());

  it('starts once however many ask, and tells its steps', () => {
    expect(told.get('runs before')).toBe(false);
    expect(told.get('two starts at once')).toEqual([[], ['engine.start running', 'engine.start done']]);
  });

  it('is found again while it runs', () => {
    expect(told.get('found again')).toEqual([[], true]);
  });

  it('starts once more where its containerd was too slow', () => {
    expect(told.get('with a containerd that is slow once')).toEqual([
      ['engine.start running', 'engine.start done'],
      true,
    ]);
  });

  it('has runtimes beside runc', async () => {
    expect(await whyNoEmbedded().then(() => told.get('runtimes'))).toEqual(
      expect.arrayContaining(['runc', 'crun', 'runsc']),
    );
  });

  it('refuses to be the second in its network namespace, and says whose the first is', () => {
    expect(told.get('second engine')).toMatchObject({
      code: 'engine-absent',
      message: expect.stringContaining('firewall rules'),
      fix: expect.stringContaining(`DRYDOCK_ENGINE_HOME=${home}`),
    });
  });

  it('says that it went away, to whoever is in the middle of something', () => {
    for (const what of [
      'an exec when its engine goes',
      'events when their engine goes',
      'a question when the engine went',
    ]) {
      expect(told.get(what), what).toMatchObject({ code: 'engine-lost' });
    }
  });

  it('comes back after it was killed, with what it stored and what ran on it', () => {
    expect(told.get('started again')).toEqual(['engine.start running', 'engine.start done']);
    expect(told.get('after a kill')).toEqual([true, 'kept']);
    expect([told.get('the container comes back'), told.get('and runs')]).toEqual([true, 'ran\n']);
  });

  it('says that its disk is full', () => {
    expect(told.get('an import to a full disk')).toMatchObject({
      code: 'disk-full',
      fix: expect.stringContaining('drydock clean'),
    });
  });

  it('stops, and does not take a strange process for itself', () => {
    expect(told.get('stop')).toEqual([true, false]);
    expect(told.get('stop again')).toBe(false);
    expect(told.get('with the pid file of somebody else')).toEqual([
      'engine.start running',
      'engine.start done',
    ]);
  });

  it('leaves nothing when it is removed', () => {
    expect(told.get('removed')).toBe(false);
    expect(existsSync(join(home, 'engine'))).toBe(false);
  });
});
