import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { DrydockError } from '../../../lab/errors.ts';
import type { ExecProcess } from '../../../lab/ports/engine.ts';

/** Of input, in one frame. The helper reads outputs in pieces as large. */
const pieceBytes = 64 * 1024;
/** Neither side sends more that the other has not taken: `$WINDOW` of the helper. */
const windowBytes = 1024 * 1024;
/** What a frame of output counts for beside its bytes, since each costs memory of its own: `$FRAME` of the helper. */
const frameBytes = 256;
/** The helper looks once whether it may send, and then reads both outputs. */
const mostOwed = windowBytes + 2 * (pieceBytes + frameBytes);
/**
 * How long it is waited for the end after each signal. Whatever becomes of that, the helper sends them in turn as soon as
 * it runs: in a container that is paused, later.
 */
const signals = [
  { signal: 'TERM', waitMs: 2_000 },
  { signal: 'KILL', waitMs: 3_000 },
] as const;

/**
 * A program that a helper in a container has started, or a connection that it has made. Both outputs have to be read,
 * else it is held back once 1 MiB waits.
 */
export class HelpedProcess implements ExecProcess {
  readonly output = makeOutput();
  readonly errorOutput = makeOutput();
  readonly exit: Promise<number>;
  readonly #name: string;
  readonly #send: (letter: string, content?: string | Uint8Array) => Promise<void>;
  readonly #exit = Promise.withResolvers<number>();
  /** Of outputs: how much came that was not said to be taken. */
  #owed = 0;
  /** How much of it waits for a reader, of each output in which any does. */
  readonly #waits = new Map<PassThrough, number>();
  /** Of the input, what was sent and is not taken yet; and who waits until it is. */
  #sent = 0;
  #room = Promise.withResolvers<void>();
  /** What was written last, and the end of the input after it. */
  #turn: Promise<void> = Promise.resolve();
  #hasEnded = false;
  #lostBy: DrydockError | undefined;

  constructor(name: string, send: (letter: string, content?: string | Uint8Array) => Promise<void>) {
    this.#name = name;
    this.#send = send;
    this.exit = this.#exit.promise;
    // Who does not look at the exit or at an output must not be ended by it.
    this.exit.catch(() => undefined);
    for (const stream of [this.output, this.errorOutput]) stream.on('error', () => undefined);
  }

  /** Throws where the helper sends more than it may. */
  told(which: 'output' | 'error', bytes: Uint8Array): void {
    if (bytes.length === 0) throw new Error('an output without bytes came');
    const counts = bytes.length + frameBytes;
    this.#owed += counts;
    if (this.#owed > mostOwed) throw new Error('more came than was asked for');
    const output = which === 'error' ? this.errorOutput : this.output;
    const waits = this.#waits.get(output);
    // Who has left takes nothing more, and must not hold the program back.
    if (output.destroyed || output.write(bytes)) {
      this.#tellTaken();
      return;
    }
    this.#waits.set(output, (waits ?? 0) + counts);
    if (waits !== undefined) return;
    output.once('drain', () => {
      this.#waits.delete(output);
      this.#tellTaken();
    });
  }

  /** The helper has given so much of the input to the program. Throws where it is more than that was. */
  taken(bytes: number): void {
    if (bytes > this.#sent) throw new Error('more was taken than was sent');
    this.#sent -= bytes;
    this.#makeRoom();
  }

  ended(status: number): void {
    this.#hasEnded = true;
    this.output.end();
    this.errorOutput.end();
    this.#exit.resolve(status);
    this.#makeRoom();
  }

  lost(cause: DrydockError): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#lostBy = cause;
    this.output.destroy(cause);
    this.errorOutput.destroy(cause);
    this.#exit.reject(cause);
    this.#makeRoom();
  }

  write(data: string | Uint8Array): Promise<void> {
    const written = this.#turn.then(() => this.#write(Buffer.from(data)));
    this.#turn = written.catch(() => undefined);
    return written;
  }

  async #write(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      while (this.#sent >= windowBytes && !this.#hasEnded) await this.#room.promise;
      if (this.#lostBy) throw this.#lostBy;
      // It may end without having read all: that is its business.
      if (this.#hasEnded) return;
      const piece = bytes.subarray(at, at + pieceBytes);
      this.#sent += piece.length;
      await this.#send('I', piece);
    }
  }

  endInput(): void {
    this.#turn = this.#turn.then(() => this.#send('E')).catch(() => undefined);
  }

  resize(): Promise<void> {
    return Promise.reject(new DrydockError('internal', { message: `${this.#name} has no terminal.` }));
  }

  #makeRoom(): void {
    this.#room.resolve();
    this.#room = Promise.withResolvers<void>();
  }

  /** Seldom, since each time is a frame. */
  #tellTaken(): void {
    const waits = [...this.#waits.values()].reduce((sum, bytes) => sum + bytes, 0);
    const taken = this.#owed - waits;
    if (this.#hasEnded || taken < windowBytes / 4) return;
    this.#owed -= taken;
    void this.#send('A', String(taken)).catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { signal, waitMs } of signals) {
      if (this.#hasEnded) return;
      // One that reads nothing takes no signal either.
      void this.#send('K', signal).catch(() => undefined);
      await Promise.race([this.exit.catch(() => undefined), delay(waitMs, undefined, { ref: false })]);
    }
    this.lost(
      new DrydockError('engine-lost', {
        message: `${this.#name} was let go of, and nothing tells of its end.`,
      }),
    );
  }
}

/** As much may wait for its reader as of a program that the Engine started. */
function makeOutput(): PassThrough {
  return new PassThrough({ highWaterMark: 256 * 1024 });
}
