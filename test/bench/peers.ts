/**
 * Peers, installed outside of the repository into `drydock-bench/NAME-VERSION` of the user's cache, where they stay
 * for the next run. Nothing of it is ever loaded into this process.
 */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { type Peer, parsePeers, whyNotInstallable } from './peer.ts';
import { NotHere } from './row.ts';

const installMs = 300_000;
const cacheDir = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'drydock-bench');
const peers = parsePeers(readFileSync(new URL('peers.json', import.meta.url), 'utf8'));
/** Set by `--quick`: what is not installed yet takes too long. */
let mayInstall = true;

export function installNothing(): void {
  mayInstall = false;
}

export function peerNamed(name: string): Peer {
  const peer = peers.find((each) => each.name === name);
  if (!peer) throw new Error(`peers.json names no ${name}`);
  return peer;
}

/** The folder in whose `node_modules` the peer is. Rejects with a `NotHere` that says why it cannot be had. */
export async function installPeer(name: string, signal: AbortSignal): Promise<string> {
  const peer = peerNamed(name);
  const dir = join(cacheDir, `${peer.name}-${peer.version}`);
  const manifest = `${JSON.stringify({ private: true, dependencies: peer.npm }, undefined, 2)}\n`;
  if (existsSync(join(dir, 'installed')) && readFileSync(join(dir, 'installed'), 'utf8') === manifest)
    return dir;
  const why = mayInstall
    ? whyNotInstallable(peer, isThere)
    : `it is not installed, and --quick installs nothing; \`npm run bench\` without it does`;
  if (why !== undefined) throw new NotHere(`${peer.name} ${peer.version}: ${why}`);
  // Of its own until it is whole, since two runs may install it at once.
  const fresh = `${dir}.${process.pid}.new`;
  try {
    mkdirSync(fresh, { recursive: true });
    writeFileSync(join(fresh, 'package.json'), manifest);
    await runNpm(fresh, signal);
    writeFileSync(join(fresh, 'installed'), manifest);
    rmSync(dir, { recursive: true, force: true });
    renameSync(fresh, dir);
    return dir;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new NotHere(`${peer.name} ${peer.version} could not be installed: ${words}`, { cause: error });
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

async function runNpm(dir: string, signal: AbortSignal): Promise<void> {
  // What `npm run` says of its project would make npm install there; registries and proxies stay as they are set.
  const ofProject = /^(npm_(package|lifecycle)_|npm_config_(local_prefix|prefix|global)$|INIT_CWD$)/;
  const kept = Object.entries(process.env).filter(([name]) => !ofProject.test(name));
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const argv = ['install', '--prefix', dir, '--no-audit', '--no-fund', '--loglevel', 'error'];
  const { exitCode, timedOut, all } = await execa('npm', argv, {
    cwd: dir,
    env: { ...Object.fromEntries(kept), PATH: path },
    extendEnv: false,
    reject: false,
    all: true,
    timeout: installMs,
    cancelSignal: signal,
  });
  if (timedOut) throw new Error(`npm did not end within ${installMs / 1000} s`);
  if (exitCode !== 0) {
    const said = String(all ?? 'npm did not start').replaceAll('npm error ', '');
    throw new Error(said.split('\n').slice(0, 3).join(' '));
  }
}

function isThere(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
