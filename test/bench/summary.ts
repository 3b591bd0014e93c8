/** Times of one kind of work, as tables show them: milliseconds. */
export interface Summary {
  readonly count: number;
  readonly medianMs: number;
  readonly p95Ms: number;
}

/** Nearest-rank quantiles; of no times it is `NaN`. */
export function summarise(timesMs: readonly number[]): Summary {
  const sorted = timesMs.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { count: sorted.length, medianMs: at(0.5), p95Ms: at(0.95) };
}
