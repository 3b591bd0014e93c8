/** Holds back who guesses logins: two failures a minute, and twelve more an hour, for all together. */
export interface LoginThrottle {
  /** Milliseconds until another try is taken; 0 when it is now. */
  waitMs(): number;
  failed(): void;
}

interface Bucket {
  readonly size: number;
  readonly refillMs: number;
  /** When each token that was taken comes back. */
  returns: number[];
}

export function makeLoginThrottle(clock: () => Date): LoginThrottle {
  const buckets: readonly Bucket[] = [
    { size: 2, refillMs: 60_000, returns: [] },
    { size: 12, refillMs: 3_600_000, returns: [] },
  ];

  function findBucket(): Bucket | undefined {
    const now = clock().getTime();
    for (const bucket of buckets) bucket.returns = bucket.returns.filter((at) => at > now);
    return buckets.find((bucket) => bucket.returns.length < bucket.size);
  }

  return {
    waitMs: () =>
      findBucket() === undefined
        ? Math.min(...buckets.flatMap((bucket) => bucket.returns)) - clock().getTime()
        : 0,
    failed: () => {
      const bucket = findBucket();
      bucket?.returns.push(clock().getTime() + bucket.refillMs);
    },
  };
}
