import type { DrydockError } from '../lab/errors.ts';

/** Something that is open in somebody's name, until it is disposed. */
export interface Held extends Disposable {
  /** Aborted, with what to tell as its reason, when it has to end. */
  readonly signal: AbortSignal;
}

/** What is open, by a key: nothing is kept of what is not open any more. */
export class HeldSignals {
  readonly #open = new Map<string, Set<AbortController>>();

  /** With a reason it has ended already. */
  hold(key: string, reason?: DrydockError): Held {
    const controller = new AbortController();
    const { signal } = controller;
    if (reason !== undefined) {
      controller.abort(reason);
      return { signal, [Symbol.dispose]: () => undefined };
    }
    const held = this.#open.get(key) ?? new Set();
    this.#open.set(key, held.add(controller));
    return {
      signal,
      [Symbol.dispose]: () => {
        held.delete(controller);
        if (held.size === 0 && this.#open.get(key) === held) this.#open.delete(key);
      },
    };
  }

  end(key: string, reason: DrydockError): void {
    const held = this.#open.get(key) ?? [];
    this.#open.delete(key);
    for (const controller of held) controller.abort(reason);
  }

  /** Of what is open. */
  keys(): readonly string[] {
    return [...this.#open.keys()];
  }
}

/** What nothing ends. */
export const heldForGood = (): Held => ({
  signal: new AbortController().signal,
  [Symbol.dispose]: () => undefined,
});
