import { DrydockError } from '../../lab/errors.ts';
import { unlessAborted } from '../../lab/general/unless-aborted.ts';
import type { CommandResult, ExecProcess, ExecRequest, RunOptions } from '../../lab/ports/engine.ts';

const defaultMaxBytes = 4 * 1024 * 1024;
const mostChunks = 4_096;

export type StartProcess = (request: ExecRequest, signal?: AbortSignal) => Promise<ExecProcess>;

/** How long a program may run where nobody says how long: longer than any that is started so takes. */
const defaultTimeoutMs = 600_000;

/**
 * Runs a program to its end. Past `maxBytes` a stream keeps its end, where tools say what went wrong.
 * Rejects with `timed-out` or `cancelled` after the process was killed.
 */
export async function runToEnd(
  start: StartProcess,
  argv: readonly string[],
  { input, timeoutMs: asked, signal, onOutput, maxBytes = defaultMaxBytes, ...place }: RunOptions = {},
  longestMs = defaultTimeoutMs,
): Promise<CommandResult> {
  const began = performance.now();
  const timeoutMs = asked ?? longestMs;
  const deadline = AbortSignal.timeout(timeoutMs);
  const stop = signal ? AbortSignal.any([deadline, signal]) : deadline;
  const stdout = new TextTail(maxBytes);
  const stderr = new TextTail(maxBytes);
  const explain = (error: unknown): unknown => {
    if (!stop.aborted) return error;
    const command = argv.join(' ').slice(0, 200);
    if (signal?.aborted === true)
      return new DrydockError('cancelled', { message: `Cancelled: ${command}`, cause: error });
    return new DrydockError('timed-out', {
      message: `${command} did not end within ${timeoutMs / 1000} s.`,
      output: `${stdout.text()}${stderr.text()}`.slice(-4000),
      cause: error,
    });
  };
  // The time may be over, or the caller gone, while the engine is still about to start it.
  const starting = start({ ...place, argv, stdin: input !== undefined }, stop);
  await using process = await starting.catch((error: unknown) => {
    throw explain(error);
  });
  const work = Promise.all([
    collect(process.output, stdout, (text) => onOutput?.(text, 'stdout')),
    collect(process.errorOutput, stderr, (text) => onOutput?.(text, 'stderr')),
    input === undefined ? undefined : feed(process, input),
    process.exit,
  ]);
  const [, , , exitCode] = await unlessAborted(work, stop).catch((error: unknown) => {
    throw explain(error);
  });
  return {
    exitCode,
    stdout: stdout.text(),
    stderr: stderr.text(),
    truncated: stdout.truncated || stderr.truncated,
    durationMs: performance.now() - began,
  };
}

async function collect(source: AsyncIterable<Uint8Array>, tail: TextTail, onText: (text: string) => void) {
  const decoder = new TextDecoder();
  for await (const chunk of source) {
    tail.add(chunk);
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') onText(text);
  }
}

/** A program may end without having read its input: that is its business. */
async function feed(process: ExecProcess, input: string | Uint8Array): Promise<void> {
  await process.write(input).catch(() => {});
  process.endInput();
}

/** The last bytes of a stream. */
class TextTail {
  readonly #limit: number;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  truncated = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    // Each piece costs memory of its own, however short it is.
    if (this.#chunks.length > mostChunks) this.#join();
    for (
      let first = this.#chunks[0];
      first && this.#bytes - first.length >= this.#limit;
      first = this.#chunks[0]
    ) {
      this.#chunks.shift();
      this.#bytes -= first.length;
      this.truncated = true;
    }
  }

  #join(): void {
    const bytes = Buffer.concat(this.#chunks);
    if (bytes.length > this.#limit) this.truncated = true;
    const kept = bytes.subarray(Math.max(0, bytes.length - this.#limit));
    this.#chunks.splice(0, this.#chunks.length, kept);
    this.#bytes = kept.length;
  }

  text(): string {
    const bytes = Buffer.concat(this.#chunks);
    if (bytes.length <= this.#limit) return bytes.toString('utf8');
    this.truncated = true;
    return bytes.subarray(bytes.length - this.#limit).toString('utf8');
  }
}
