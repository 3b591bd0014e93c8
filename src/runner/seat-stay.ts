/** A lab's stay in its seat: who needs the seat now, and whether the lab is still to come back after a stop of it. */
import type { Suspension } from '../lab/ports/suspension.ts';
import type { JobKind } from '../lab/wire/jobs.ts';
import type { LabStatus } from '../lab/wire/labs.ts';
import { viewSuspension } from './run-view.ts';

export class SeatStay {
  readonly #suspension: () => Suspension | undefined;
  #uses = 0;
  /** Which stop of the seat the lab was last brought up after, and how long nobody had been there, for the page. */
  #upAfterStop = 0;
  #revivedAfterMs: number | undefined;

  constructor(suspension: () => Suspension | undefined) {
    this.#suspension = suspension;
  }

  get suspension(): Suspension | undefined {
    return this.#suspension();
  }

  get isSuspended(): boolean {
    return (this.suspension?.state ?? 'awake') !== 'awake';
  }

  /** The seat was stopped, and a lab in it that should run was not brought up since. */
  get isBehind(): boolean {
    return (this.suspension?.lastStop?.number ?? 0) > this.#upAfterStop;
  }

  get isUsed(): boolean {
    return this.#uses > 0;
  }

  /** The seat is needed until this is disposed. `counts`: as somebody who was there, and not only looked in. */
  use({ counts = true } = {}): Disposable {
    this.#uses += 1;
    let isUsing = true;
    return {
      [Symbol.dispose]: () => {
        if (!isUsing) return;
        isUsing = false;
        this.#uses -= 1;
        if (counts) this.touch();
      },
    };
  }

  /** Somebody was there until now. */
  touch(): void {
    this.suspension?.touch();
  }

  /** The seat is being suspended: how the last suspension ended does not matter any more. */
  leave(): void {
    this.#revivedAfterMs = undefined;
  }

  /** A job brought the lab up or took it down. `wasRunning`: it should have been up before. */
  moved(kind: JobKind, { wasRunning }: { readonly wasRunning: boolean }): void {
    const stop = this.suspension?.lastStop;
    if (kind === 'stop') this.#revivedAfterMs = undefined;
    if (stop === undefined || stop.number <= this.#upAfterStop) return;
    this.#upAfterStop = stop.number;
    if (wasRunning && kind !== 'stop') this.#revivedAfterMs = stop.afterMs;
  }

  view(): LabStatus['suspension'] {
    return viewSuspension(this.suspension, {
      isBehind: this.isBehind,
      revivedAfterMs: this.#revivedAfterMs,
    });
  }
}
