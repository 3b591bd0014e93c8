/** A lab's stay in its seat: who needs the seat now, and whether the lab is still to come back after a stop of it. */
import type { SeatDirectory, SeatRequest } from '../../lab/ports/seat-directory.ts';
import type { Suspension } from '../../lab/ports/suspension.ts';
import type { JobKind } from '../../lab/wire/jobs.ts';
import type { LabStatus } from '../../lab/wire/labs.ts';

export class SeatStay {
  readonly #seats: Pick<SeatDirectory, 'suspensionOf'>;
  readonly #request: SeatRequest;
  #uses = 0;
  /** Which stop of the seat the lab was last brought up after, and how long nobody had been there, for the page. */
  #upAfterStop = 0;
  #revivedAfterMs: number | undefined;

  constructor(seats: Pick<SeatDirectory, 'suspensionOf'>, request: SeatRequest) {
    this.#seats = seats;
    this.#request = request;
  }

  /** Of the seat that the lab has or would get. */
  get suspension(): Suspension | undefined {
    return this.#seats.suspensionOf(this.#request);
  }

  get isSuspended(): boolean {
    return (this.suspension?.state ?? 'awake') !== 'awake';
  }

  /** The seat was stopped, and the lab was not brought up since. */
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

  /** What the page is told of it; nothing while the seat is awake and always was. */
  view(): LabStatus['suspension'] {
    const { suspension } = this;
    if (suspension === undefined) return undefined;
    const { state, wakingFrom, lastStop } = suspension;
    const as = wakingFrom ?? (state === 'paused' || state === 'stopped' ? state : undefined);
    if (this.isBehind || as === 'stopped')
      return { state: 'suspended', as: 'stopped', afterMs: lastStop?.afterMs ?? 0 };
    if (as === 'paused') return { state: 'suspended', as };
    const afterMs = this.#revivedAfterMs;
    return afterMs === undefined ? undefined : { state: 'woken', as: 'stopped', afterMs };
  }
}
