import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type ConnectedEngine, connectEngine } from '../../src/engine/connect.ts';
import { readHomeId } from '../../src/seats/home.ts';
import { homeLabel } from '../../src/seats/labels.ts';
import { findHostDocker } from '../contract/machine.ts';
import { projectName } from '../fixtures/runner-on-engine.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { readRows } from './read-home.ts';
import { ServedHome, type ServedHomeOptions } from './served-home.ts';

/** A home that is killed again and again. Disposing leaves nothing of it, in whatever state it is. */
export class SoakHome implements AsyncDisposable {
  readonly path: string;
  readonly id: string;
  readonly engine: ConnectedEngine;
  readonly #signal: AbortSignal | undefined;
  #server: ServedHome | undefined;

  private constructor(
    path: string,
    id: string,
    { engine, signal }: { engine: ConnectedEngine; signal: AbortSignal | undefined },
  ) {
    this.path = path;
    this.id = id;
    this.engine = engine;
    this.#signal = signal;
    // Whoever waits for an answer of the server is told that there is none.
    signal?.addEventListener('abort', () => this.#server?.child.kill('SIGKILL'), { once: true });
  }

  /** Rejects where there is no engine. */
  static async open(signal?: AbortSignal): Promise<SoakHome> {
    const found = await findHostDocker();
    if (found.state !== 'reachable') throw new Error('there is no engine');
    const engine = await connectEngine(found.docker.endpoint);
    const { path } = makeTemporaryFolder();
    return new SoakHome(path, await readHomeId(path), { engine, signal });
  }

  /** Starts its next server; the one before has ended. Throws once the signal is aborted. */
  serve(options: ServedHomeOptions = {}): ServedHome {
    this.#signal?.throwIfAborted();
    this.#server = new ServedHome(this.path, options);
    return this.#server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.end('SIGKILL');
    // First the workbench: what Compose still does in there ends with it.
    await this.#clear({ [homeLabel]: this.id });
    for (const { id, lab } of readRows(this.path, 'SELECT id, lab FROM run'))
      await this.#clear({ 'com.docker.compose.project': projectName(String(lab), String(id)) });
    await this.engine[Symbol.asyncDispose]();
    rmSync(this.path, { recursive: true, force: true });
  }

  /** The Engine finishes what the killed server had asked of it: it is cleared until nothing has come for a second. */
  async #clear(labels: Readonly<Record<string, string>>): Promise<void> {
    for (let quiet = 0; quiet < 4; quiet++) {
      await this.engine.removeLabelled(labels);
      await delay(250);
      if ((await this.engine.inspectContainers(labels)).length > 0) quiet = -1;
    }
  }
}
