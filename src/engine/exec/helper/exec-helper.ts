import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Mutex } from 'async-mutex';
import { isEngineLost } from '../../../lab/engine-away.ts';
import { DrydockError } from '../../../lab/errors.ts';
import type { ExecProcess, ExecRequest } from '../../../lab/ports/engine.ts';
import type { StartProcess } from '../command.ts';
import { execMarker } from '../exec-kill.ts';
import { makeFrame, readFrames } from './frames.ts';
import { HelpedProcess } from './helped-process.ts';

/**
 * Starts programs in a container through one that was started there before, since each call of the Engine for it takes
 * some 80 ms. Disposing ends the helper, and what it started that still runs.
 */
export interface ExecHelper extends AsyncDisposable {
  /**
   * As the Engine would start it, as the user of the container and without a terminal. Where there is no helper and none
   * can be had, the Engine is asked. Rejects with `engine-lost` where the helper ends while it is asked.
   */
  readonly start: StartProcess;
}

/** Read when it is first needed. */
let program: string | undefined;
const argv = () => {
  program ??= readFileSync(new URL('./exec-helper.pl', import.meta.url), 'utf8');
  return ['perl', '-e', program];
};

/** @param engine Starts a process in the container by a call of the Engine. */
export function makeExecHelper(engine: StartProcess): ExecHelper {
  const turn = new Mutex();
  let line: Line | undefined;
  let isEnded = false;
  /** A container without the interpreter has none the next time either. */
  let isAbsent = false;

  const openLine = (signal?: AbortSignal) =>
    turn.runExclusive(async () => {
      if (line && !line.broken) return line;
      if (isEnded || isAbsent) return undefined;
      const process = await engine({ argv: argv(), cwd: '/', stdin: true }, signal);
      line = new Line(process);
      return line;
    });

  return {
    async start(request, signal) {
      if (request.user !== undefined || request.tty !== undefined) return engine(request, signal);
      const found = await openLine(signal).catch((error: unknown) => {
        signal?.throwIfAborted();
        isAbsent = !isEngineLost(error);
        return undefined;
      });
      if (!found) return engine(request, signal);
      return found.start(request);
    },
    async [Symbol.asyncDispose]() {
      isEnded = true;
      await turn.runExclusive(() => line?.close());
    },
  };
}

const closeMs = 3_000;

/** A helper that runs, and the programs that it has started. */
class Line {
  readonly #process: ExecProcess;
  readonly #started = new Map<number, HelpedProcess>();
  #next = 1;
  #broken: DrydockError | undefined;

  constructor(process: ExecProcess) {
    this.#process = process;
    void this.#read();
    void drain(process.errorOutput);
  }

  get broken(): boolean {
    return this.#broken !== undefined;
  }

  start({ argv: asked, cwd = '/', env = {}, stdin }: ExecRequest): HelpedProcess {
    const id = this.#next++;
    const send = (letter: string, content?: string | Uint8Array) => this.#send(letter, id, content);
    const process = new HelpedProcess(asked[0] ?? 'nothing', send);
    this.#started.set(id, process);
    const marked = Object.entries({ ...env, [execMarker]: crypto.randomUUID() });
    const words = [cwd, String(asked.length), ...asked, ...marked.map(([name, value]) => `${name}=${value}`)];
    void send('R', words.map((word) => `${word}\0`).join('')).catch(() => undefined);
    if (stdin !== true) process.endInput();
    return process;
  }

  async close(): Promise<void> {
    this.#break(new Error('it was closed'));
    this.#process.endInput();
    // It ends what it started first.
    await Promise.race([
      this.#process.exit.catch(() => undefined),
      delay(closeMs, undefined, { ref: false }),
    ]);
    await this.#process[Symbol.asyncDispose]();
  }

  async #send(letter: string, id: number, content?: string | Uint8Array): Promise<void> {
    if (this.#broken) throw this.#broken;
    await this.#process.write(makeFrame(letter, id, content));
  }

  async #read(): Promise<void> {
    try {
      for await (const { letter, id, bytes } of readFrames(this.#process.output)) {
        const started = this.#started.get(id);
        if (letter === 'D') {
          started?.ended(readStatus(bytes));
          this.#started.delete(id);
        } else started?.told(letter === 'X' ? 'error' : 'output', bytes);
      }
      throw new Error('it ended');
    } catch (error) {
      this.#break(error);
    }
  }

  #break(cause: unknown): void {
    this.#broken ??= isEngineLost(cause)
      ? cause
      : new DrydockError('engine-lost', {
          message: `What starts programs in the workbench is gone: ${cause instanceof Error ? cause.message : String(cause)}.`,
          fix: 'It is started again by itself with the next program. Your files are as they were.',
          cause,
        });
    for (const process of this.#started.values()) process.lost(this.#broken);
    this.#started.clear();
  }
}

/** Whoever is root in the workbench can write what they like here. */
function readStatus(bytes: Buffer): number {
  const text = bytes.toString('latin1');
  if (!/^\d{1,3}$/.test(text))
    throw new Error(`${JSON.stringify(text.slice(0, 20))} came for an exit status`);
  return Number(text);
}

async function drain(source: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const _ of source);
  } catch {
    // The output breaks with it, and says so.
  }
}
