/** How a seat is suspended in which nobody is. */
export type SuspendedAs = 'paused' | 'stopped';

/** When seats are suspended, in milliseconds; `null` is never. */
export interface IdleRules {
  /** Nobody there for so long, and the seat is paused. */
  readonly pauseAfterMs: number | null;
  /** Paused for so long, and it is stopped. */
  readonly stopAfterMs: number | null;
}

/**
 * Whether one seat is suspended, and the way there. The way back is to ask for the seat. All of it is what is known
 * here: nothing is asked of an engine, since one that is paused would not answer. Times are of a clock that no change
 * of the time of day moves.
 */
export interface Suspension {
  /** What the seat is, or is becoming; `waking` while it is on its way back. */
  readonly state: 'awake' | 'waking' | SuspendedAs;
  /** What it was before it was woken, while it is. */
  readonly wakingFrom: SuspendedAs | undefined;
  /** Work of the house's own goes on in it, such as bringing images. */
  readonly isBusy: boolean;
  /** For how long nobody has been there. */
  readonly emptyMs: number;
  /** For how long it has been suspended as it is now; 0 where it is not. */
  readonly suspendedMs: number;
  /** The last stop that the seat was woken from, or is in: which one, and after how long without anyone there. */
  readonly lastStop: { readonly number: number; readonly afterMs: number } | undefined;
  /** Somebody was there until now. */
  touch(): void;
  /**
   * Finds out whether something else woke the seat, such as an engine around it that was restarted: it is awake then,
   * and nobody is there yet. Asks the engine around the seat only.
   */
  notice(): Promise<void>;
  /**
   * Suspends it: everything of ours that talks to the seat is let go of first, `letGo` before all. Who asks for the
   * seat meanwhile gets it back awake. Rejects where the engine around the seat refuses; the seat is awake then.
   */
  suspend(as: SuspendedAs, letGo: () => Promise<unknown>): Promise<void>;
}
