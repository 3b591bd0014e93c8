/** A value that tells who listens when it changes. */
export interface Cell<T> {
  readonly value: T;
  set(value: T): void;
  /** Calls at once with the value there is, then with each new one. Returns what ends it. */
  listen(listener: (value: T) => void): () => void;
}

export function makeCell<T>(initial: T): Cell<T> {
  const listeners = new Set<(value: T) => void>();
  let value = initial;
  return {
    get value() {
      return value;
    },
    set(next) {
      value = next;
      for (const listener of listeners) listener(next);
    },
    listen(listener) {
      listeners.add(listener);
      listener(value);
      return () => listeners.delete(listener);
    },
  };
}
