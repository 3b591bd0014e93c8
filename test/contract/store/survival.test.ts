/** What the store promises when its process or its disk goes away: on real files and real processes. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readHomeHolder, takeHomeLock } from '../../../src/store/home-lock.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const program = (name: string) => fileURLToPath(new URL(`../../fixtures/store/${name}`, import.meta.url));

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test.each([1, 20, 57])('what returned is there after SIGKILL (%i lines)', async (lines) => {
  using folder = makeTemporaryFolder();
  const path = join(folder.path, 'drydock.db');
  const child = spawn(process.execPath, [program('write-forever.ts'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length === lines) await kill(child);
  }
  const ids = (kind: string) =>
    said.filter((line) => line.startsWith(kind)).map((line) => line.split(' ')[1] ?? '');
  using store = openStore(path);
  const [run = ''] = ids('run');
  expect(store.listRuns().map((each) => each.id)).toEqual([run]);
  const kept = [...store.listEvents(run), ...store.listAttempts(run)].map((each) => each.id);
  expect(kept).toEqual(expect.arrayContaining([...ids('event'), ...ids('attempt')]));
});

test('a full disk is said to be one, and what was saved before is kept', (context) => {
  using folder = makeTemporaryFolder();
  const disk = join(folder.path, 'disk');
  mkdirSync(disk);
  const command = 'mount -t tmpfs -o size=2m tmpfs "$1" && exec "$2" "$3" "$1/drydock.db"';
  const argv = ['--user', '--map-root-user', '--mount', 'sh', '-c', command, 'sh', disk];
  try {
    execFileSync('unshare', ['--user', '--map-root-user', '--mount', 'true'], { stdio: 'ignore' });
  } catch {
    context.skip('this machine gives no mount namespace: unshare --user --mount');
  }
  const printed = execFileSync('unshare', [...argv, process.execPath, program('fill-disk.ts')], {
    encoding: 'utf8',
  });
  expect(printed.trim().split('\n')).toEqual(['disk-full', 'true']);
});

test('one process has a home; the next is told who, and takes it once that one is gone', async () => {
  using folder = makeTemporaryFolder();
  const child = spawn(process.execPath, [program('hold-home.ts'), folder.path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(child.stdout, 'data');
    expect(() => takeHomeLock(folder.path, 'server')).toThrow(
      expect.objectContaining({
        code: 'home-locked',
        message: expect.stringMatching(new RegExp(`Process ${child.pid} .*http://127.0.0.1:4321`)),
        fix: expect.stringContaining(`kill ${child.pid}`),
      }),
    );
    expect(readHomeHolder(folder.path)).toMatchObject({ pid: child.pid, socket: '/run/drydock.sock' });
  } finally {
    await kill(child);
  }
  const lock = takeHomeLock(folder.path, 'drydock lab start');
  expect(readHomeHolder(folder.path)).toMatchObject({ pid: process.pid, purpose: 'drydock lab start' });
  lock[Symbol.dispose]();
  expect(readHomeHolder(folder.path)).toBeUndefined();
  takeHomeLock(folder.path, 'server')[Symbol.dispose]();
});
