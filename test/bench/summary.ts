/** Figures of one kind of work, as tables show them, in whatever they were measured in. */
export interface Summary {
  readonly count: number;
  readonly least: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly most: number;
}

/** Nearest-rank quantiles; of nothing they are `NaN`. */
export function summarise(figures: readonly number[]): Summary {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return {
    count: sorted.length,
    least: at(0),
    median: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    most: at(1),
  };
}
