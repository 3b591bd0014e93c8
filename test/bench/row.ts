/** What the bench measures: one kind of work beside what a reader would do otherwise, both on one machine in one run. */

/** One round of work. Resolves with a number, in the row's unit, where it measures itself; else its time counts. */
export type Side = (signal: AbortSignal) => Promise<unknown>;

export interface Sides extends AsyncDisposable {
  readonly ours: Side;
  /** Left out where the goal is a figure of its own. */
  readonly peer?: Side;
  /** Why the peer is left out, where it would be here otherwise. */
  readonly peerNotHere?: string;
  /** Brings both sides to where a round begins; its time counts for none. */
  readonly prepare?: () => Promise<void>;
  /** What took how long in our rounds, where it is known: names and milliseconds. */
  readonly spans?: () => Readonly<Record<string, readonly number[]>>;
}

/** At most so many times what the peer takes, and at most so much. Neither, where a row only says how far the limit is. */
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
  readonly unit?: 'ms' | 'kB' | 'MB' | 'ms a lab' | 'ms a page' | '%' | 'attempts';
  readonly goal: Goal;
  /** Of each side. */
  readonly rounds: number;
  /** The same with `--quick`; 4 at most unless said. 0: the row cannot be measured in that time, and is left out. */
  readonly quickRounds?: number;
  /** Rejects with a `NotHere` where this machine cannot do it. */
  open(signal: AbortSignal): Promise<Sides>;
}

/** How many rounds `--quick` takes. */
export const quickRoundsOf = ({ rounds, quickRounds = Math.min(4, rounds) }: Row): number => quickRounds;

/** Why a row, or its peer, cannot be measured on this machine. */
export class NotHere extends Error {}
