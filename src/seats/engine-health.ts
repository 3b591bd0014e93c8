import type { OnProgress } from '../lab/ports/seat.ts';
import type { Health } from '../lab/wire/host.ts';
import type { ProgressEvent } from '../lab/wire/jobs.ts';

type Engine = Health['engine'];

/** How the engine of a home is doing, as page and terminal are told. */
export class EngineHealth {
  readonly #steps = new Map<string, ProgressEvent>();
  readonly #listeners = new Set<(health: Engine) => void>();
  #known: Omit<Engine, 'steps'> = { state: 'preparing' };

  get now(): Engine {
    return { ...this.#known, steps: [...this.#steps.values()] };
  }

  /** Tells how it is, then whenever it is another way, until it is disposed. */
  follow(listener: (health: Engine) => void): Disposable {
    this.#listeners.add(listener);
    listener(this.now);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  /** A step of the preparation is so far. */
  readonly report: OnProgress = (event) => {
    this.#steps.set(event.step, event);
    this.#tell();
  };

  become(change: Partial<Omit<Engine, 'steps'>>): void {
    this.#known = { ...this.#known, ...change };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.now);
  }
}
