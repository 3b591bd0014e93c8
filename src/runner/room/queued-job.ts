/** A job that waits for a seat before it begins: to whoever looks, one job from the asking to the end. */
import { DrydockError, reportError } from '../../lab/errors.ts';
import type { RunKey } from '../../lab/ports/store.ts';
import type { JobEnd, JobKind, JobView, ProgressEvent } from '../../lab/wire/jobs.ts';
import { placeWords, type QueuePlace } from './turns.ts';

export class QueuedJob {
  readonly id: string;
  readonly key: RunKey;
  readonly kind: JobKind;
  readonly startedAt: string;
  /** The job that does the work; undefined while it waits. */
  real: string | undefined;
  /** How it ended before it began. */
  end: JobEnd | undefined;
  /** Resolves with the id of the job that does the work; rejects where it does not come to that. */
  readonly begun: Promise<string>;
  readonly #begun = Promise.withResolvers<string>();
  readonly #listeners = new Set<(event: ProgressEvent) => void>();
  #place: QueuePlace | undefined;

  constructor(id: string, key: RunKey, kind: JobKind, startedAt: string) {
    this.id = id;
    this.key = key;
    this.kind = kind;
    this.startedAt = startedAt;
    this.begun = this.#begun.promise;
    this.begun.catch(() => undefined);
  }

  get isWaiting(): boolean {
    return this.real === undefined && this.end === undefined;
  }

  movedTo(place: QueuePlace): void {
    this.#place = place;
    for (const listener of this.#listeners) listener(this.#step());
  }

  becomes(real: string): void {
    this.real = real;
    this.#begun.resolve(real);
  }

  fails(error: unknown): void {
    const outcome = error instanceof DrydockError && error.code === 'cancelled' ? 'cancelled' : 'failed';
    this.end = { id: this.id, outcome, error: reportError(error), spans: {} };
    this.#begun.reject(error);
  }

  onStep(listener: (event: ProgressEvent) => void): Disposable {
    this.#listeners.add(listener);
    if (this.#place !== undefined) listener(this.#step());
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  view(): JobView {
    const { id, kind, startedAt } = this;
    return { id, kind, startedAt, steps: this.#place === undefined ? [] : [this.#step()] };
  }

  #step(): ProgressEvent {
    const place = this.#place ?? { at: 1, of: 1 };
    return {
      step: 'seat.queue',
      title: 'Wait for a free seat',
      status: 'running',
      detail: `you are ${placeWords(place)}`,
    };
  }
}

export const leftQueue = (kind: JobKind): DrydockError =>
  new DrydockError('cancelled', {
    message: `The ${kind} was cancelled before there was a seat for it.`,
    fix: 'Nothing was lost; start it again when you like, from the end of the queue.',
  });
