import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { findHome } from '../../src/seats/home.ts';
import { readHomeHolder } from '../../src/store/home-lock.ts';

const program = fileURLToPath(new URL('../fixtures/serve-home.ts', import.meta.url));

/** As on the command line. */
export interface ServedHomeOptions {
  readonly engine?: 'embedded' | 'nested';
  readonly seatClass?: string;
  readonly seatsFor?: 'one' | 'many';
  readonly seatPool?: string;
  /** Another root of labs. */
  readonly labs?: string;
  /** Any that is free, unless said. */
  readonly port?: number;
  readonly localPlatforms?: boolean;
}

/** What a server holds, in bytes, when what it does not need was cleared away. */
export interface ServerMemory {
  readonly heapUsed: number;
  readonly external: number;
  readonly rss: number;
}

const MemorySchema = z.object({ heapUsed: z.number(), external: z.number(), rss: z.number() });

export interface ServerAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A server process on a home, and the door in the home through which the command line speaks with it. */
export class ServedHome {
  readonly #home: string;
  readonly child: ChildProcess;
  /** Resolves when its engine is ready; rejects when it ends before. */
  readonly ready: Promise<void>;
  /** The same once every image is there. */
  readonly everything: Promise<void>;
  readonly ended: Promise<void>;
  stderr = '';
  #measured: ((memory: ServerMemory) => void) | undefined;

  constructor(home: string, options: ServedHomeOptions = {}) {
    this.#home = home;
    const { engineHome } = findHome(process.env);
    this.child = spawn(process.execPath, ['--expose-gc', program, home, JSON.stringify(options)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DRYDOCK_ENGINE_HOME: engineHome },
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ready = promise;
    this.ready.catch(() => undefined);
    const everything = Promise.withResolvers<void>();
    this.everything = everything.promise;
    this.everything.catch(() => undefined);
    if (this.child.stdout)
      createInterface({ input: this.child.stdout }).on('line', (line) => {
        if (line === 'ready') resolve();
        if (line === 'everything') everything.resolve();
        if (line.startsWith('memory ')) this.#measured?.(MemorySchema.parse(JSON.parse(line.slice(7))));
      });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.ended = once(this.child, 'close').then(() => {
      const error = new Error(`the server ended: ${this.stderr.slice(-2_000)}`);
      reject(error);
      everything.reject(error);
    });
  }

  /** One at a time. */
  async measureMemory(): Promise<ServerMemory> {
    const { promise, resolve } = Promise.withResolvers<ServerMemory>();
    this.#measured = resolve;
    this.child.kill('SIGUSR2');
    return promise;
  }

  /** Ends it in whatever way, and waits for its end. */
  async end(signal: NodeJS.Signals): Promise<void> {
    this.child.kill(signal);
    await this.ended;
  }

  /** Rejects where nobody answers. */
  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ServerAnswer> {
    const socketPath = readHomeHolder(this.#home)?.socket;
    if (socketPath === undefined) throw new Error('no server answers');
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const { promise, resolve, reject } = Promise.withResolvers<import('node:http').IncomingMessage>();
    const sent = request(
      {
        socketPath,
        method,
        path,
        agent: false,
        headers: {
          ...headers,
          host: 'localhost',
          ...(payload ? { 'content-type': 'application/json' } : {}),
        },
      },
      resolve,
    );
    sent.on('error', reject);
    sent.end(payload);
    const answer = await promise;
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    return { status: answer.statusCode ?? 0, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  }
}
