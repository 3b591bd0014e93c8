import { setTimeout as delay } from 'node:timers/promises';
import { Mutex } from 'async-mutex';
import { ByteBound, bounds } from '../engine/bounded.ts';
import { DrydockError } from '../lab/errors.ts';
import { unlessAborted } from '../lab/general/unless-aborted.ts';
import type { ExecProcess } from '../lab/ports/engine.ts';
import type { Probe } from '../lab/ports/seat.ts';

interface Waiting {
  readonly resolve: (answer: string) => void;
  readonly reject: (error: unknown) => void;
}

/** How long a probe may take to end by itself. */
const endsByItselfMs = 500;

/** Few ask at once, and who asks gives up after a while: a process that leaves so many unanswered answers no more. */
const mostUnanswered = 64;

/** One process at the far end and the questions that it has not answered yet. */
class Line {
  readonly #process: ExecProcess;
  readonly #waiting: Waiting[] = [];
  #broken: DrydockError | undefined;
  #lastWords = '';

  constructor(process: ExecProcess) {
    this.#process = process;
    void this.#read();
    void this.#listen();
  }

  get broken(): DrydockError | undefined {
    return this.#broken;
  }

  ask(request: string): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length >= mostUnanswered)
        this.#break(new Error(`${mostUnanswered} questions were not answered`));
      if (this.#broken) {
        reject(this.#broken);
        return;
      }
      this.#waiting.push({ resolve, reject });
      this.#process.write(`${request}\n`).catch((error: unknown) => this.#break(error));
    });
  }

  async close(): Promise<void> {
    this.#break(new Error('it was closed'));
    this.#process.endInput();
    // It ends with its input, which costs no signal: for one, a program is started beside it.
    const ended = this.#process.exit.catch(() => undefined);
    await Promise.race([ended, delay(endsByItselfMs, undefined, { ref: false })]);
    await this.#process[Symbol.asyncDispose]();
  }

  async #read(): Promise<void> {
    try {
      for await (const answer of readAnswers(this.#process.output)) {
        const first = this.#waiting.shift();
        if (first === undefined) throw new Error('an answer came without a question');
        first.resolve(answer);
      }
      throw new Error('the process at its far end ended');
    } catch (error) {
      this.#break(error);
    }
  }

  async #listen(): Promise<void> {
    try {
      for await (const chunk of this.#process.errorOutput) {
        this.#lastWords = `${this.#lastWords}${Buffer.from(chunk).toString('utf8')}`.slice(-2000);
      }
    } catch {
      // The output breaks with it, and says so.
    }
  }

  #break(cause: unknown): void {
    const why = cause instanceof Error ? cause.message : String(cause);
    this.#broken ??= new DrydockError('engine-lost', {
      message: `The line to a probe broke: ${why}.`,
      ...(this.#lastWords === '' ? {} : { output: this.#lastWords }),
      cause,
    });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#broken);
  }
}

/** Of the line that says how long an answer is. */
const mostDigits = 9;

/**
 * Splits a stream into answers: a line with a number of bytes, then those bytes. Rejects as soon as a line is none, and
 * with `too-big` where an answer would have more than `bounds.probe`.
 */
export async function* readAnswers(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let chunks: Uint8Array[] = [];
  let bytes = 0;
  let wanted: number | undefined;
  for await (const chunk of source) {
    if (chunk.length === 0) continue;
    chunks.push(chunk);
    bytes += chunk.length;
    if (wanted !== undefined && bytes < wanted) continue;
    let rest = chunks.length === 1 ? Buffer.from(chunk) : Buffer.concat(chunks);
    for (;;) {
      if (wanted === undefined) {
        const end = rest.indexOf(0x0a);
        if (end < 0 && rest.length > mostDigits)
          throw new Error(
            `${JSON.stringify(rest.toString('latin1', 0, 80))} stands where the length of an answer should`,
          );
        if (end < 0) break;
        wanted = parseLength(rest.subarray(0, end).toString('latin1'));
        rest = rest.subarray(end + 1);
      }
      if (rest.length < wanted) break;
      yield rest.subarray(0, wanted).toString('utf8');
      rest = rest.subarray(wanted);
      wanted = undefined;
    }
    chunks = rest.length === 0 ? [] : [rest];
    bytes = rest.length;
  }
}

function parseLength(text: string): number {
  if (/^\d{1,9}$/.test(text)) {
    const bytes = Number(text);
    new ByteBound('An answer of a probe', bounds.probe).add(bytes);
    return bytes;
  }
  throw new Error(`${JSON.stringify(text.slice(0, 80))} stands where the length of an answer should`);
}

/**
 * Opens a line with `start` at the first question; `onClose` hears when it is disposed. A question that meets a broken
 * line is asked once more over a new one; if that breaks too, it rejects.
 */
export function makeProbe(
  start: (signal?: AbortSignal) => Promise<ExecProcess>,
  onClose: () => void = () => {},
): Probe {
  const turn = new Mutex();
  let current: Line | undefined;
  let closed = false;

  const openLine = (signal?: AbortSignal) =>
    turn.runExclusive(async () => {
      if (closed) throw new DrydockError('cancelled', { message: 'The probe was closed.' });
      if (current?.broken === undefined && current !== undefined) return current;
      await current?.close();
      current = undefined;
      current = new Line(await start(signal));
      return current;
    });

  return {
    async ask(request, signal) {
      if (request.includes('\n')) {
        throw new DrydockError('internal', { message: 'A question to a probe is one line.' });
      }
      for (let attempt = 1; ; attempt += 1) {
        let line: Line | undefined;
        try {
          line = await unlessAborted(openLine(signal), signal);
          return await unlessAborted(line.ask(request), signal);
        } catch (error) {
          if (signal?.aborted)
            throw new DrydockError('cancelled', {
              message: 'Cancelled a question to a probe.',
              cause: error,
            });
          if (attempt === 2 || line?.broken === undefined) throw error;
        }
      }
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      onClose();
      await turn.runExclusive(async () => current?.close());
    },
  };
}
