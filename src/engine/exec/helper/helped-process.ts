import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { DrydockError } from '../../../lab/errors.ts';
import type { ExecProcess } from '../../../lab/ports/engine.ts';

/** Of input, in one frame. */
const pieceBytes = 64 * 1024;
/** As `killExec` waits after each signal. */
const signals = [
  { signal: 'TERM', waitMs: 2_000 },
  { signal: 'KILL', waitMs: 10_000 },
] as const;

/** A program that a helper in a container has started. */
export class HelpedProcess implements ExecProcess {
  readonly output = new PassThrough();
  readonly errorOutput = new PassThrough();
  readonly exit: Promise<number>;
  readonly #name: string;
  readonly #send: (letter: string, content?: string | Uint8Array) => Promise<void>;
  readonly #exit = Promise.withResolvers<number>();
  #hasEnded = false;

  constructor(name: string, send: (letter: string, content?: string | Uint8Array) => Promise<void>) {
    this.#name = name;
    this.#send = send;
    this.exit = this.#exit.promise;
    // Who does not look at the exit or at an output must not be ended by it.
    this.exit.catch(() => undefined);
    for (const stream of [this.output, this.errorOutput]) stream.on('error', () => undefined);
  }

  told(which: 'output' | 'error', bytes: Uint8Array): void {
    (which === 'error' ? this.errorOutput : this.output).write(bytes);
  }

  ended(status: number): void {
    this.#hasEnded = true;
    this.output.end();
    this.errorOutput.end();
    this.#exit.resolve(status);
  }

  lost(cause: DrydockError): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.output.destroy(cause);
    this.errorOutput.destroy(cause);
    this.#exit.reject(cause);
  }

  async write(data: string | Uint8Array): Promise<void> {
    const bytes = Buffer.from(data);
    for (let at = 0; at < bytes.length; at += pieceBytes)
      await this.#send('I', bytes.subarray(at, at + pieceBytes));
  }

  endInput(): void {
    void this.#send('E').catch(() => undefined);
  }

  resize(): Promise<void> {
    return Promise.reject(new DrydockError('internal', { message: `${this.#name} has no terminal.` }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { signal, waitMs } of signals) {
      if (this.#hasEnded) return;
      await this.#send('K', signal).catch(() => undefined);
      await Promise.race([this.exit.catch(() => undefined), delay(waitMs, undefined, { ref: false })]);
    }
  }
}
