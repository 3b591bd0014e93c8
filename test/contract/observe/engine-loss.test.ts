import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectEngine } from '../../../src/engine/connect.ts';
import { watchProject } from '../../../src/observe/live.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';
import { findHostDocker } from '../machine.ts';

const found = await findHostDocker();
const endpoint = found.state === 'reachable' ? found.docker.endpoint : undefined;

/** Stands before an Engine's socket, and can cut all connections and refuse new ones. */
class Gate implements AsyncDisposable {
  readonly #path: string;
  readonly #engine: string;
  readonly #open = new Set<Socket>();
  #server: Server | undefined;

  constructor(path: string, engine: string) {
    this.#path = path;
    this.#engine = engine;
  }

  async lift(): Promise<void> {
    this.#server = createServer((client) => {
      const engine = connect(this.#engine);
      for (const socket of [client, engine]) {
        this.#open.add(socket);
        socket.on('error', () => undefined).on('close', () => this.#open.delete(socket));
      }
      client.pipe(engine).pipe(client);
    });
    this.#server.listen(this.#path);
    await once(this.#server, 'listening');
  }

  async drop(): Promise<void> {
    const closed = this.#server && once(this.#server, 'close');
    this.#server?.close();
    for (const socket of this.#open) socket.destroy();
    await closed;
    rmSync(this.#path, { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server?.listening) await this.drop();
  }
}

describe.skipIf(endpoint?.kind !== 'socket')('watching while the engine goes away', () => {
  it('says so once, and goes on by itself when it is back', async () => {
    if (endpoint?.kind !== 'socket') return;
    using folder = makeTemporaryFolder();
    const path = join(folder.path, 'docker.sock');
    await using gate = new Gate(path, endpoint.path);
    await gate.lift();
    await using engine = await connectEngine({ kind: 'socket', path });
    const told: string[] = [];
    const signal = AbortSignal.timeout(60_000);
    for await (const moment of watchProject(
      'no-such-project',
      { engine, openProbe: undefined },
      { signal },
    )) {
      told.push(moment.kind === 'unseen' ? moment.error.code : moment.kind);
      if (told.length === 1) await gate.drop();
      if (moment.kind === 'unseen') await gate.lift();
      if (moment.kind === 'observation' && told.length > 1) break;
    }
    expect(told).toEqual(['observation', 'engine-lost', 'observation']);
  });
});
