/** Waits between attempts to reach a server again: each about twice the last, with some jitter. */
export interface Backoff {
  /** Milliseconds to wait before the next attempt. */
  next(): number;
  /** The attempt worked: the next wait is short again. */
  reset(): void;
}

export interface BackoffOptions {
  readonly firstMs?: number;
  readonly mostMs?: number;
  /** In [0, 1); spreads clients that lost the server in the same moment. */
  readonly random?: () => number;
}

export function makeBackoff(options: BackoffOptions = {}): Backoff {
  const { firstMs = 500, mostMs = 15_000, random = Math.random } = options;
  let attempt = 0;
  return {
    next() {
      const full = Math.min(mostMs, firstMs * 2 ** attempt);
      attempt += 1;
      return Math.round(full * (0.75 + 0.25 * random()));
    },
    reset() {
      attempt = 0;
    },
  };
}
