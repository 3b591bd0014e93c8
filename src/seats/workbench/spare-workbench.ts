/** One workbench that is there before anybody asks, so that nobody waits for its container. */
import { type BigIntStats, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectedEngine } from '../../engine/connect.ts';
import type { WaitingTerminal } from '../../engine/exec/waiting-terminal.ts';
import { makeFolder } from '../../files/make-folder.ts';
import type { ContainerSpec } from '../../lab/ports/engine.ts';

export interface SpareParts {
  readonly engine: Pick<
    ConnectedEngine,
    'ensureContainer' | 'removeContainer' | 'renameContainer' | 'listContainers'
  >;
  readonly spec: ContainerSpec;
  /** The folder that is bound into it. */
  readonly workspacesDir: string;
  /** Whether a container sees that folder as we do. One that does not is of no use to anybody. */
  readonly isOfUse: (container: string) => Promise<boolean>;
  /** Begins a terminal in it that waits for the first shell. */
  readonly startWaiting: (container: string, signal: AbortSignal) => Promise<WaitingTerminal | undefined>;
  /** How long after one was taken the next is made: a lab that starts needs the Engine more. */
  readonly restMs?: number;
}

export interface TakenWorkbench {
  readonly container: string;
  /** What becomes the first shell. */
  readonly waiting: WaitingTerminal | undefined;
}

/** How long the end of a server waits for it. */
const endMs = 5_000;

interface Ready extends TakenWorkbench {
  /** The folder as it was bound: another one of the same name is not what the container sees. */
  readonly folder: string;
}

/** Disposing ends the making, and removes the one that is there. */
export class SpareWorkbench implements AsyncDisposable {
  readonly #parts: SpareParts;
  readonly #ending = new AbortController();
  #ready: Ready | undefined;
  #making: Promise<void> | undefined;
  #isKept = false;

  constructor(parts: SpareParts) {
    this.#parts = parts;
  }

  /** From now on there is to be one. Resolves once that was tried. */
  keep(): Promise<void> {
    this.#isKept = true;
    return this.#make(0);
  }

  /**
   * Gives the one that is there the name of a run's workbench, and begins the next. Whoever wants a workbench looks for it
   * by that name afterwards, whether there was one or not. Undefined where there is none, where the run has one already, and
   * where it cannot be had.
   */
  async take(name: string): Promise<TakenWorkbench | undefined> {
    const ready = this.#ready;
    // Nobody who comes meanwhile gets the same one: the Engine gives one container two names, one after the other.
    this.#ready = undefined;
    const outcome = ready ? await this.#give(ready, name).catch(() => 'lost' as const) : 'none';
    if (outcome === 'kept') return undefined;
    void this.#make(this.#parts.restMs ?? 3_000);
    if (outcome === 'given') return ready;
    await ready?.waiting?.[Symbol.asyncDispose]();
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    const done = new AbortController();
    const late = delay(endMs, undefined, { signal: done.signal, ref: false }).catch(() => undefined);
    await Promise.race([this.#end(), late]);
    done.abort();
  }

  async #end(): Promise<void> {
    await this.#making;
    const ready = this.#ready;
    this.#ready = undefined;
    if (ready) await this.#drop(ready);
  }

  /** Whatever cannot be removed now, the next server of the home removes. */
  async #drop({ container, waiting }: TakenWorkbench): Promise<void> {
    await this.#parts.engine.removeContainer(container).catch(() => undefined);
    await waiting?.[Symbol.asyncDispose]();
  }

  async #give(ready: Ready, name: string): Promise<'given' | 'kept' | 'lost'> {
    if (identify(this.#parts.workspacesDir) !== ready.folder) return 'lost';
    if (await this.#parts.engine.renameContainer(ready.container, name)) return 'given';
    // The run had one already.
    if (!(await this.#isThere(ready))) return 'lost';
    if (this.#ending.signal.aborted) await this.#drop(ready);
    else this.#ready = ready;
    return 'kept';
  }

  #make(afterMs: number): Promise<void> {
    if (!this.#isKept || this.#ready || this.#ending.signal.aborted) return Promise.resolve();
    // Where none can be made, whoever opens a workbench is told why by that, and another is tried after it.
    this.#making ??= this.#makeOne(afterMs)
      .catch(() => undefined)
      .finally(() => {
        this.#making = undefined;
      });
    return this.#making;
  }

  async #makeOne(afterMs: number): Promise<void> {
    const { engine, spec, workspacesDir, isOfUse, startWaiting } = this.#parts;
    const { signal } = this.#ending;
    await delay(afterMs, undefined, { signal, ref: false });
    // One of an earlier server's may see a folder that is gone.
    await engine.removeContainer(spec.name);
    // The Engine would make it, as root's.
    makeFolder(workspacesDir);
    const folder = identify(workspacesDir);
    signal.throwIfAborted();
    // To its end: the Engine would go on with a container of which nobody knows.
    const container = await engine.ensureContainer(spec);
    try {
      if (folder === undefined || !(await isOfUse(container))) return;
      const waiting = await startWaiting(container, signal).catch(() => undefined);
      this.#ready = { container, folder, waiting };
    } finally {
      if (!this.#ready) await engine.removeContainer(container);
    }
  }

  async #isThere({ container }: Ready): Promise<boolean> {
    const { engine, spec } = this.#parts;
    const found = await engine.listContainers(spec.labels);
    return found.some(({ id, status }) => id === container && status === 'running');
  }
}

/** Which folder it is, whatever it is called; undefined where there is none. */
function identify(folder: string): string | undefined {
  const found: BigIntStats | undefined = statSync(folder, { bigint: true, throwIfNoEntry: false });
  return found && [found.dev, found.ino, found.birthtimeNs].join(' ');
}
