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
   * Gives the one that is there the name of a run's workbench, and begins the next. Undefined where there is none, or
   * where the run has one already.
   */
  async take(name: string): Promise<TakenWorkbench | undefined> {
    const ready = this.#ready;
    if (!ready) return undefined;
    // Nobody who comes meanwhile gets the same one: the Engine gives one container two names, one after the other.
    this.#ready = undefined;
    const isWhole = identify(this.#parts.workspacesDir) === ready.folder;
    if (isWhole && (await this.#parts.engine.renameContainer(ready.container, name))) {
      void this.#make(this.#parts.restMs ?? 3_000);
      return ready;
    }
    if (isWhole && (await this.#isThere(ready))) {
      this.#ready = ready;
      return undefined;
    }
    await ready.waiting?.[Symbol.asyncDispose]();
    void this.#make(0);
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#making;
    const ready = this.#ready;
    this.#ready = undefined;
    if (ready) await this.#parts.engine.removeContainer(ready.container).catch(() => undefined);
    await ready?.waiting?.[Symbol.asyncDispose]();
  }

  #make(afterMs: number): Promise<void> {
    if (!this.#isKept || this.#ready) return Promise.resolve();
    // Where none can be made, whoever opens a workbench is told why by that.
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
    const container = await engine.ensureContainer(spec, signal);
    try {
      if (folder !== undefined && (await isOfUse(container)))
        this.#ready = { container, folder, waiting: await startWaiting(container, signal) };
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
