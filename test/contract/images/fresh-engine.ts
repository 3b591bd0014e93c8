import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ConnectedEngine } from '../../../src/engine/connect.ts';
import { connectEngine } from '../../../src/engine/connect.ts';

export interface FreshEngine extends AsyncDisposable {
  readonly engine: ConnectedEngine;
  /** Where its own containers find its socket. */
  readonly engineSocket: string;
}

/** An engine with nothing in it: a seat whose socket this machine sees too. */
export async function startFreshEngine(
  outer: ConnectedEngine,
  {
    image = 'drydock/seat:1',
    argv = [],
  }: { readonly image?: string; readonly argv?: readonly string[] } = {},
): Promise<FreshEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-fresh-'));
  const container = await outer.ensureContainer({
    name: basename(folder),
    image,
    argv: ['--host', 'unix:///var/run/docker.sock', '--host', 'unix:///shared/docker.sock', ...argv],
    labels: { 'dev.drydock.role': 'test' },
    binds: [`${folder}:/shared`],
    privileged: true,
  });
  const stop = async () => {
    await outer.removeContainer(container);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const answers = ['sh', '-c', 'until docker version > /dev/null 2>&1; do sleep 0.05; done'];
    await outer.run(container, answers, { timeoutMs: 60_000 });
    const engine = await connectEngine({ kind: 'socket', path: join(folder, 'docker.sock') });
    return {
      engine,
      engineSocket: '/var/run/docker.sock',
      async [Symbol.asyncDispose]() {
        await engine[Symbol.asyncDispose]();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
