import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { root } from '../../../src/cli/root.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { until } from './until.ts';

const program = join(root, 'src/cli/main.ts');
const room = join(root, 'test/fixtures/sessions/serve-room.ts');
const port = 4321;

/** A server, and a way to start a browser beside it, on a machine that reaches nothing but itself. */
export interface CutOff extends AsyncDisposable {
  readonly url: string;
  mintLoginUrl(): Promise<string>;
  /** A program that starts Chromium there. */
  readonly chromium: string;
  /** What a program there would have as its way out: nothing. */
  routes(): Promise<string>;
  readonly printed: () => string;
}

/** Why no network can be cut off here; undefined where one can. */
export async function whyNotCutOff(): Promise<string | undefined> {
  const tried = await execa('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up'], { reject: false });
  return tried.failed ? `no network namespace can be made: ${tried.shortMessage}` : undefined;
}

/** `drydock start` in a network namespace that has the loopback and no route (network_namespaces(7)), without an engine. */
export async function startCutOff(options: readonly string[]): Promise<CutOff> {
  const folder = makeTemporaryFolder();
  const env = { DOCKER_HOST: `unix://${join(folder.path, 'none.sock')}` };
  const argv = [program, '--home', join(folder.path, 'home'), '--engine', 'host'];
  const run = [...argv, 'start', '--no-open', '--port', String(port), ...options];
  const inside = await startInside(folder, run, env, 'sign this browser in');
  return {
    ...inside,
    url: `http://127.0.0.1:${port}`,
    mintLoginUrl: async () => {
      const { stdout } = await execa(process.execPath, [...argv, 'open', '--json'], { env });
      return (JSON.parse(stdout) as { url: string }).url;
    },
  };
}

/** A room there, whose labs have shells in memory (`test/fixtures/sessions/serve-room.ts`). One login link. */
export async function startCutOffRoom(name: string): Promise<CutOff> {
  const inside = await startInside(makeTemporaryFolder(), [room, name], {}, '"login"');
  const { url, login } = JSON.parse(inside.printed().split('\n')[0] ?? '') as { url: string; login: string };
  return { ...inside, url: url.replace(name, '127.0.0.1'), mintLoginUrl: async () => login };
}

/** Starts a program of ours there, and resolves once it has printed something. */
async function startInside(
  folder: ReturnType<typeof makeTemporaryFolder>,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  ready: string,
): Promise<Omit<CutOff, 'url' | 'mintLoginUrl'>> {
  const line = 'ip link set lo up && exec "$@"';
  let printed = '';
  const server: ChildProcess = spawn('unshare', ['-n', 'sh', '-c', line, 'sh', process.execPath, ...argv], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(server, 'exit');
  for (const stream of [server.stdout, server.stderr])
    stream?.on('data', (text) => {
      printed += String(text);
    });
  const inside = ['nsenter', `--net=/proc/${server.pid}/ns/net`];
  const chromium = join(folder.path, 'chromium');
  writeFileSync(chromium, `#!/bin/sh\nexec ${inside.join(' ')} /usr/bin/chromium "$@"\n`);
  chmodSync(chromium, 0o755);
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
    folder[Symbol.dispose]();
  };
  try {
    await until('the server is there', 240_000, () => {
      if (server.exitCode !== null) throw new Error(printed);
      return printed.includes(ready);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    chromium,
    printed: () => printed,
    routes: async () => (await execa(inside[0] ?? '', [...inside.slice(1), 'ip', 'route'])).stdout,
    [Symbol.asyncDispose]: stop,
  };
}
