/** SIGTERM ends a command, whatever it waits for. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { startBare } from '../../fixtures/bare-command.ts';
import { collect } from '../../fixtures/drydock-command.ts';
import { makeDatabase, packArchive } from '../../fixtures/store/pack-archive.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const bin = fileURLToPath(new URL('../../../bin/drydock.mjs', import.meta.url));

/** A folder of a test's own, and in it an engine that is asked and never answers. */
async function makeDeaf() {
  const folder = makeTemporaryFolder();
  const at = (name: string) => join(folder.path, name);
  mkdirSync(at('cwd'));
  const engine = createServer((socket) => socket.on('error', () => undefined)).listen(at('deaf.sock'));
  const asked = once(engine, 'connection');
  await once(engine, 'listening');
  return {
    at,
    asked,
    cwd: at('cwd'),
    env: { HOME: at('nobody'), DOCKER_HOST: `unix://${at('deaf.sock')}` },
    [Symbol.dispose]() {
      engine.close();
      folder[Symbol.dispose]();
    },
  };
}

/** Side by side: two wait until a command that does not end is ended, after twenty seconds and more. */
describe.concurrent('case 163: SIGTERM ends a command, whatever it waits for', () => {
  test('a call of the file system that never returns', async () => {
    using deaf = await makeDeaf();
    const pipe = deaf.at('pipe');
    execFileSync('mkfifo', [pipe]);
    const child = startBare(['audit', deaf.cwd, '--accept', pipe], deaf);
    const end = collect(child);
    // Open once there is a reader, who then waits for words that do not come.
    let writer = -1;
    await untilThere(() => {
      writer = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
      return true;
    });
    try {
      child.kill('SIGTERM');
      expect(await end).toMatchObject({ signal: 'SIGTERM' });
    } finally {
      closeSync(writer);
    }
  });

  test('a process that no signal reaches, by the one that started it', async () => {
    using deaf = await makeDeaf();
    const child = spawn(process.execPath, [bin, '--home', deaf.at('home'), '--engine', 'host', 'doctor'], {
      env: { PATH: process.env.PATH, ...deaf.env },
      cwd: deaf.cwd,
      stdio: 'ignore',
    });
    const end = once(child, 'exit');
    await deaf.asked;
    const inner = childrenOf(child);
    expect(inner).toHaveLength(1);
    for (const pid of inner) process.kill(pid, 'SIGSTOP');
    child.kill('SIGTERM');
    await end;
    for (const pid of inner) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('a restore, which leaves the home as it was', async () => {
    using deaf = await makeDeaf();
    const { at } = deaf;
    await packArchive(at('mine'), [
      [{ name: 'drydock.db' }, makeDatabase()],
      ...Array.from({ length: 3_000 }, (_, index) => [{ name: `kept/${index}` }, 'x'] as const),
    ]);
    const child = startBare(['--home', at('home'), 'restore', at('mine')], deaf);
    const end = collect(child);
    await untilThere(() => readdirSync(at('home')).some((name) => name.startsWith('restoring-')));
    child.kill('SIGTERM');
    const { signal, exitCode, stdout } = await end;
    // It may have been done already.
    if (stdout.includes('is as it was')) return;
    expect({ signal, exitCode }).toEqual({ signal: null, exitCode: 1 });
    expect(readdirSync(at('home'))).toEqual(['lock']);
  });

  test.each([[['doctor']], [['stop']], [['images', 'list']], [['start', '--no-open', '--port', '0']]])(
    'drydock %j, of an engine that does not answer',
    async (argv) => {
      using deaf = await makeDeaf();
      const options = ['--home', deaf.at('home'), '--engine', 'host'];
      const child = startBare([...options, ...argv], deaf);
      const end = collect(child);
      await deaf.asked;
      child.kill('SIGTERM');
      const { signal, exitCode } = await end;
      expect([signal, exitCode]).not.toContain('SIGKILL');
      expect(signal === 'SIGTERM' || typeof exitCode === 'number').toBe(true);
    },
  );
});

function childrenOf({ pid }: ChildProcess): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
}

/** Asks again until it is so; what is asked about may not be there yet. */
async function untilThere(look: () => boolean): Promise<void> {
  const isThere = () => {
    try {
      return look();
    } catch {
      return false;
    }
  };
  while (!isThere()) await delay(2);
}
