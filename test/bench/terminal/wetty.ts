import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../../e2e/harness/free-port.ts';
import { until } from '../../e2e/harness/until.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { installPeer } from '../peers.ts';
import { NotHere } from '../row.ts';
import { attachArguments, shellEnv, type Workbench } from './terminal-pair.ts';

export interface Wetty extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
}

/** wetty on loopback, whose terminal is the tmux session `peer` of a workbench, and a plain shell once that has ended. */
export async function startWetty(workbench: Workbench, signal: AbortSignal): Promise<Wetty> {
  // Else it asks for a login over SSH.
  if (process.getuid?.() !== 0) throw new NotHere('wetty runs a command of its own for root only');
  const dir = await installPeer('wetty', signal);
  const folder = makeTemporaryFolder();
  const command = join(folder.path, 'attach');
  const env = Object.entries(shellEnv).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const argv = ['docker', '--host', `unix://${workbench.socket}`, 'exec', '-it', ...env, workbench.container];
  const line = (...words: readonly string[]) => [...argv, ...words].map((word) => `'${word}'`).join(' ');
  const shells = [line(...attachArguments(workbench, 'peer')), `exec ${line('bash')}`];
  writeFileSync(command, `#!/bin/sh\n${shells.join('\n')}\n`);
  chmodSync(command, 0o755);
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}/`;
  const main = join(dir, 'node_modules', 'wetty', 'build', 'main.js');
  const options = ['--host', '127.0.0.1', '--port', String(port), '--base', '/', '--command', command];
  const server = spawn(process.execPath, [main, ...options, '--ssh-host', 'localhost'], { stdio: 'ignore' });
  const ended = once(server, 'exit').catch(() => undefined);
  const wetty = {
    url,
    pid: server.pid ?? 0,
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM');
      await ended;
      folder[Symbol.dispose]();
    },
  };
  try {
    await until('wetty answers', 20_000, async () => {
      if (server.exitCode !== null) throw new Error(`wetty ended with ${server.exitCode}`);
      return (await fetch(url).catch(() => undefined))?.ok === true;
    });
  } catch (error) {
    await wetty[Symbol.asyncDispose]();
    throw error;
  }
  return wetty;
}
