import type { SuspendedAs, Suspension } from '../../lab/ports/suspension.ts';
import type { FoundSeat, SeatProvider } from '../seat-provider.ts';
import type { StoppedSeats } from './stopped-seats.ts';

export interface SeatSuspensionParts {
  /** What the seat is called among those of its home. */
  readonly key: string;
  readonly seatId: string;
  readonly provider: Pick<SeatProvider, 'list'> & Required<Pick<SeatProvider, 'suspend'>>;
  readonly stopped: StoppedSeats;
  /** Milliseconds on a clock that only goes forward. */
  readonly clockMs: () => number;
  /** From now on whoever asks for the seat opens it anew. What it gives closes the probe and every connection. */
  readonly take: () => () => Promise<void>;
}

/**
 * Suspends one seat and knows that it is. A pause is one act of the engine around the seat and needs no record; a stop
 * is recorded before it is done, so that a server that was killed in between finishes it.
 */
export class SeatSuspension implements Suspension {
  readonly #parts: SeatSuspensionParts;
  #as: SuspendedAs | undefined;
  #wakingFrom: SuspendedAs | undefined;
  #suspending: Promise<void> = Promise.resolve();
  #busy = 0;
  #hereUntilMs: number;
  #sinceMs = 0;
  #lastStop: Suspension['lastStop'];

  constructor(parts: SeatSuspensionParts) {
    this.#parts = parts;
    this.#hereUntilMs = parts.clockMs();
  }

  get state(): Suspension['state'] {
    return this.#wakingFrom ? 'waking' : (this.#as ?? 'awake');
  }

  get wakingFrom(): SuspendedAs | undefined {
    return this.#wakingFrom;
  }

  get isBusy(): boolean {
    return this.#busy > 0;
  }

  get emptyMs(): number {
    return this.#parts.clockMs() - this.#hereUntilMs;
  }

  get suspendedMs(): number {
    return this.#as ? this.#parts.clockMs() - this.#sinceMs : 0;
  }

  get lastStop(): Suspension['lastStop'] {
    return this.#lastStop;
  }

  touch(): void {
    this.#hereUntilMs = this.#parts.clockMs();
  }

  /** Nobody suspends the seat while this goes on. */
  async busy<T>(work: () => Promise<T>): Promise<T> {
    this.#busy += 1;
    try {
      return await work();
    } finally {
      this.#busy -= 1;
      this.touch();
    }
  }

  /** As an earlier server left the seat; a stop that it had begun is finished. Asks the outer engine only. */
  async learn(state: FoundSeat['state']): Promise<void> {
    const { provider, seatId, stopped, key } = this.#parts;
    const recorded = await stopped.find(key);
    if (recorded) {
      await provider.suspend(seatId, 'stopped');
      this.#become('stopped', recorded.afterMs);
    } else if (state === 'paused') this.#become('paused');
  }

  suspend(as: SuspendedAs, letGo: () => Promise<unknown>): Promise<void> {
    // What is known changes before anything is waited for: nobody can come in between and be cut off.
    const { emptyMs } = this;
    const before = { as: this.#as, lastStop: this.#lastStop };
    this.#become(as, emptyMs);
    const work = this.#suspend(as, emptyMs, letGo).catch((error: unknown) => {
      this.#as = before.as;
      this.#lastStop = before.lastStop;
      throw error;
    });
    this.#suspending = work.catch(() => undefined);
    return work;
  }

  /**
   * Opens the seat once a suspension under way has ended. It counts as awake even where that fails, since it is wanted.
   */
  async wake<T>(open: () => Promise<T>): Promise<T> {
    const { stopped, key } = this.#parts;
    this.#wakingFrom = this.#as;
    try {
      await this.#suspending;
      await stopped.remove(key);
      return await open();
    } finally {
      this.#as = undefined;
      this.#wakingFrom = undefined;
      this.touch();
    }
  }

  async notice(): Promise<void> {
    const { provider, seatId } = this.#parts;
    const as = this.#as;
    if (as === undefined || this.#wakingFrom) return;
    await this.#suspending;
    const found = (await provider.list()).find(({ id }) => id === seatId);
    if (found?.state !== 'running' || this.#as !== as || this.#wakingFrom) return;
    this.#as = undefined;
    this.touch();
  }

  async #suspend(as: SuspendedAs, emptyMs: number, letGo: () => Promise<unknown>): Promise<void> {
    const { provider, seatId, stopped, key, take } = this.#parts;
    const close = take();
    await letGo();
    await close();
    if (as === 'stopped') await stopped.add(key, emptyMs);
    await provider.suspend(seatId, as);
  }

  #become(as: SuspendedAs, emptyMs = 0): void {
    this.#as = as;
    this.#sinceMs = this.#parts.clockMs();
    if (as === 'stopped') this.#lastStop = { number: (this.#lastStop?.number ?? 0) + 1, afterMs: emptyMs };
  }
}
