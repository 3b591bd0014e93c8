import { setTimeout as delay } from 'node:timers/promises';
import { isEngineLost } from '../../../lab/engine-away.ts';
import { DrydockError } from '../../../lab/errors.ts';
import type { ExecProcess, ExecRequest } from '../../../lab/ports/engine.ts';
import { lostEngineFix } from '../../engine-error.ts';
import { execMarker } from '../exec-kill.ts';
import { makeFrame, readFrames } from './frames.ts';
import { HelpedProcess } from './helped-process.ts';

const closeMs = 3_000;

/** A helper that runs, and the programs that it has started. */
export class HelperLine {
  readonly #process: ExecProcess;
  readonly #started = new Map<number, HelpedProcess>();
  readonly #hello = Promise.withResolvers<boolean>();
  #next = 1;
  #broken: DrydockError | undefined;
  /** It said what no helper says. */
  hasLied = false;

  constructor(process: ExecProcess) {
    this.#process = process;
    void this.#read();
    void drain(process.errorOutput);
  }

  get broken(): boolean {
    return this.#broken !== undefined;
  }

  /** It broke since the Engine went away. */
  get isEngineLost(): boolean {
    return isEngineLost(this.#broken?.cause);
  }

  /** Whether it has said so, within this time. */
  async isThere(withinMs: number): Promise<boolean> {
    const late = new AbortController();
    const over = delay(withinMs, false, { ref: false, signal: late.signal }).catch(() => false);
    const isThere = await Promise.race([this.#hello.promise, over]);
    late.abort();
    return isThere;
  }

  start({ argv: asked, cwd = '/', env = {}, stdin }: ExecRequest): HelpedProcess {
    const marked = Object.entries({ ...env, [execMarker]: crypto.randomUUID() });
    const words = [cwd, String(asked.length), ...asked, ...marked.map(([name, value]) => `${name}=${value}`)];
    const process = this.#begin(asked[0] ?? 'nothing', 'R', words.map((word) => `${word}\0`).join(''));
    if (stdin !== true) process.endInput();
    return process;
  }

  connect(path: string): HelpedProcess {
    return this.#begin(`The connection to ${path}`, 'C', path);
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

  #begin(name: string, letter: string, content: string): HelpedProcess {
    const id = this.#next++;
    const process = new HelpedProcess(name, (kind, bytes) => this.#send(kind, id, bytes));
    if (this.#broken) process.lost(this.#broken);
    else this.#started.set(id, process);
    const forget = () => void this.#started.delete(id);
    process.exit.then(forget, forget);
    void this.#send(letter, id, content).catch(() => undefined);
    return process;
  }

  async #send(letter: string, id: number, content?: string | Uint8Array): Promise<void> {
    if (this.#broken) throw this.#broken;
    await this.#process.write(makeFrame(letter, id, content));
  }

  async #read(): Promise<void> {
    let isThere = false;
    try {
      for await (const { letter, id, bytes } of readFrames(this.#process.output)) {
        const started = this.#started.get(id);
        const isHello = letter === 'H' && !isThere;
        if (!isHello && (id === 0 || id >= this.#next)) throw new Error(`a frame ${letter} of nothing came`);
        if (isHello) {
          isThere = true;
          this.#hello.resolve(true);
        } else if (letter === 'D') {
          started?.ended(readNumber(bytes, 3));
          this.#started.delete(id);
        } else if (letter === 'T') started?.taken(readNumber(bytes, 9));
        else started?.told(letter === 'X' ? 'error' : 'output', bytes);
      }
      this.#break(new Error('it ended'));
    } catch (error) {
      this.hasLied = !isEngineLost(error);
      this.#break(error);
      // Nobody reads what it says from now on.
      if (this.hasLied) await this.close().catch(() => undefined);
    }
  }

  #break(cause: unknown): void {
    const why = cause instanceof Error ? cause.message : String(cause);
    this.#broken ??= new DrydockError('engine-lost', {
      message: `The helper that starts programs where the lab runs is gone: ${why.replace(/\.$/, '')}.`,
      fix: isEngineLost(cause)
        ? lostEngineFix
        : 'It is started again by itself with the next program. Your files are as they were.',
      cause,
    });
    this.#hello.resolve(false);
    for (const process of this.#started.values()) process.lost(this.#broken);
    this.#started.clear();
  }
}

/** Whoever is root in the workbench can write what they like here. */
function readNumber(bytes: Buffer, mostDigits: number): number {
  const text = bytes.toString('latin1');
  if (!/^\d+$/.test(text) || text.length > mostDigits)
    throw new Error(`${JSON.stringify(text.slice(0, 20))} came where a number should stand`);
  return Number(text);
}

async function drain(source: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const _ of source);
  } catch {
    // The output breaks with it, and says so.
  }
}
