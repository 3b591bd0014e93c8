import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { findServer } from '../../../src/cli/home-client.ts';
import { root } from '../../../src/cli/root.ts';
import { engineFiles } from '../../../src/seats/embedded/engine-paths.ts';
import { findHome, readHomeId } from '../../../src/seats/home.ts';
import { homeLabel, roleLabel } from '../../../src/seats/labels.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { findOwnedKind } from '../../labs/proving.ts';
import { whyNoBrowser } from './browser.ts';
import { findFreePort } from './free-port.ts';
import { until } from './until.ts';

/** `drydock start` in a process of a test's own, with a home of its own on the private engine of this machine. */
export interface Drydock extends AsyncDisposable {
  readonly url: string;
  readonly home: string;
  /** Everything that the server has printed so far. */
  readonly printed: () => string;
  /** A link that signs one browser in. */
  mintLoginUrl(): Promise<string>;
  /** Ends the server and waits until it is gone. What it started goes on. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Starts it again on the same port, and waits until it is ready. */
  start(): Promise<void>;
  /** The path of a file of the only lab that was started, as the server has it. */
  fileAt(path: string): string;
  /** Any command of `drydock` for this home; what it printed. */
  command(...args: readonly string[]): Promise<string>;
  /** The Docker command line on the engine that the labs run on. */
  docker(...args: readonly string[]): Promise<string>;
}

const program = join(root, 'src/cli/main.ts');
const { engineHome } = findHome(process.env);
/** Labs of tests run on an engine of Drydock's own; undefined where none can be had, and the tests are skipped. */
const kind = await findOwnedKind();

/** What makes `docker` of this machine speak to the engine that the home's labs run on. */
async function engineArguments(home: string): Promise<readonly string[]> {
  if (kind === 'embedded') return ['--host', `unix://${engineFiles(engineHome).socket}`];
  const filters = [`label=${homeLabel}=${await readHomeId(home)}`, `label=${roleLabel}=seat`];
  const seats = await execa('docker', [
    'ps',
    '--quiet',
    ...filters.flatMap((filter) => ['--filter', filter]),
  ]);
  return ['exec', seats.stdout.split('\n')[0] ?? '', 'docker'];
}

/** Why labs cannot be walked through in a browser here; undefined where they can. */
export function whyNoLabs(): string | undefined {
  return whyNoBrowser() ?? (kind === undefined ? 'there can be no engine of our own' : undefined);
}

export interface DrydockOptions {
  /** The labs run on the engine that this names, as on a machine that has a Docker. */
  readonly dockerHost?: string;
  /** Further options of `drydock start`. */
  readonly start?: readonly string[];
}

/** What a server is started with to which many come: a seat of its own for each. */
export const forMany = ['--seats-for', 'many', '--seat-class', 'rootless'] as const;

/** Resolves once pages, engine and the first lab's image are there. Disposing removes all that it made. */
export async function startDrydock({ dockerHost, start: more = [] }: DrydockOptions = {}): Promise<Drydock> {
  const folder = makeTemporaryFolder();
  const home = join(folder.path, 'home');
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const engine = more.includes('many') ? 'nested' : dockerHost === undefined ? kind : 'host';
  const options = ['--home', home, ...(engine ? ['--engine', engine] : []), '--yes'];
  const env = {
    DRYDOCK_ENGINE_HOME: engineHome,
    ...(dockerHost === undefined ? {} : { DOCKER_HOST: dockerHost }),
  };
  const command = async (...args: readonly string[]) =>
    (await execa(process.execPath, [program, ...options, ...args], { env })).stdout;
  let server: ChildProcess | undefined;
  let printed = '';

  const drydock: Drydock = {
    url,
    home,
    fileAt(path) {
      const all = join(home, 'workspaces');
      return join(all, readdirSync(all)[0] ?? '', path);
    },
    printed: () => printed,
    command,
    async mintLoginUrl() {
      const running = await findServer(home);
      if (!running) throw new Error(`no server runs for ${home}:\n${printed}`);
      return (await running.call('mintLogin')).url;
    },
    async start() {
      printed = '';
      const argv = [program, ...options, 'start', '--no-open', '--port', String(port), ...more];
      const started = spawn(process.execPath, argv, {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      server = started;
      for (const stream of [started.stdout, started.stderr])
        stream.on('data', (chunk: Buffer) => {
          printed += chunk.toString();
        });
      await until(`${url} is ready`, 600_000, async () => {
        if (hasEnded(started)) throw new Error(`the server ended:\n${printed}`);
        return printed.includes('/login#') && (await isReady(url));
      });
    },
    async kill(signal) {
      const ending = server;
      server = undefined;
      if (!ending || hasEnded(ending)) return;
      const exit = once(ending, 'exit');
      ending.kill(signal);
      await exit;
    },
    docker: async (...args) => (await execa('docker', [...(await engineArguments(home)), ...args])).stdout,
    async [Symbol.asyncDispose]() {
      await drydock.kill('SIGTERM');
      // To clean a Docker that is not Drydock's own takes our images out of it, which other tests go on to use.
      await command(dockerHost === undefined ? 'clean' : 'stop');
      folder[Symbol.dispose]();
    },
  };
  try {
    await drydock.start();
  } catch (error) {
    await drydock.kill('SIGKILL');
    throw error;
  }
  return drydock;
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/api/health`).catch(() => undefined);
  if (!answer?.ok) return false;
  const { engine } = (await answer.json()) as { engine: { state: string; error?: { message: string } } };
  if (engine.state === 'absent') throw new Error(`there is no engine: ${engine.error?.message}`);
  return engine.state === 'ready';
}
