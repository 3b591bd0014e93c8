/** What the bench measures: one kind of work beside what a reader would do otherwise, both on one machine in one run. */

/** Once round of work, in the row's unit where it measures itself; else it is timed, in milliseconds. */
export type Side = (signal: AbortSignal) => Promise<number | void>;

export interface Sides extends AsyncDisposable {
  readonly ours: Side;
  /** Left out where the goal is a figure of its own. */
  readonly peer?: Side;
  /** Brings both sides to where a round begins; its time counts for none. */
  readonly prepare?: () => Promise<void>;
  /** What took how long in our rounds, where it is known: names and milliseconds. */
  readonly spans?: () => Readonly<Record<string, readonly number[]>>;
}

/** At most so many times what the peer takes, and at most so much. */
export interface Goal {
  readonly ratio?: number;
  readonly ours?: number;
  /** Of our rounds; the median unless said. */
  readonly quantile?: 'median' | 'p95' | 'p99';
}

export interface Row {
  /** As it is chosen on the command line. */
  readonly id: string;
  readonly what: string;
  readonly beside: string;
  readonly unit?: 'ms' | 'kB' | '×';
  readonly goal: Goal;
  /** Of each side. */
  readonly rounds: number;
  /** Rejects with a `NotHere` where this machine cannot do it. */
  open(signal: AbortSignal): Promise<Sides>;
}

/** Why a row, or its peer, cannot be measured on this machine. */
export class NotHere extends Error {}
