/** The seats of a home that this server works with: opened once for all who want one, suspended, woken, let go of. */
import { DrydockError } from '../lab/errors.ts';
import { unlessAborted } from '../lab/general/unless-aborted.ts';
import type { EngineInfo } from '../lab/ports/engine.ts';
import type { OnProgress, Seat } from '../lab/ports/seat.ts';
import type { RunningSeat } from '../lab/ports/seat-directory.ts';
import { isGivenSeat } from './choice/seat-id.ts';
import { keyOf, type SeatPlace } from './seat-place.ts';
import type { Beginning, SeatProvider } from './seat-provider.ts';
import { SeatSuspension } from './suspension/seat-suspension.ts';
import type { StoppedSeats } from './suspension/stopped-seats.ts';

export interface SeatsInUseParts {
  /** Brings the images of the provider's seats into the engine on which it makes them. */
  prepareSeats(provider: SeatProvider, onProgress: OnProgress, signal: AbortSignal): Promise<void>;
  /** Which seats an earlier server stopped because nobody was there. */
  readonly stopped: StoppedSeats;
  /** Milliseconds on a clock that only goes forward. */
  readonly clockMs: () => number;
  /** Ends the opening of seats, for which many may wait. */
  readonly ending: AbortSignal;
}

/** A place, and what a seat begins with that is made there. */
interface OpenedPlace extends SeatPlace {
  readonly beginning?: Beginning;
}

/**
 * Open seats by party and class: a seat has its party's id, a provider one class. Disposing closes all; seats go on.
 */
export class SeatsInUse implements AsyncDisposable {
  readonly #parts: SeatsInUseParts;
  readonly #opened = new Map<string, Promise<Seat>>();
  readonly #suspensions = new Map<string, SeatSuspension>();
  #keepsWorkbenches = false;

  constructor(parts: SeatsInUseParts) {
    this.#parts = parts;
  }

  /** How an earlier server left the seats that can be suspended. Once: what is known since is newer. */
  async learn(providers: readonly SeatProvider[]): Promise<void> {
    for (const provider of providers.filter(({ suspend }) => suspend !== undefined))
      for (const found of await provider.list()) {
        const place = { provider, seatId: found.id };
        if (!isGivenSeat(found.id) || this.#suspensions.has(keyOf(place))) continue;
        await this.#suspend(place)?.learn(found.state);
      }
  }

  /** Whoever asks while a seat is opened waits for the same one, which goes on where some of them give up. */
  open(place: OpenedPlace, onProgress: OnProgress, signal: AbortSignal): Promise<Seat> {
    const key = keyOf(place);
    const known = this.#opened.get(key);
    if (known) return unlessAborted(known, signal);
    const { provider, seatId, beginning } = place;
    const { ending } = this.#parts;
    const open = async () => {
      await this.#parts.prepareSeats(provider, onProgress, ending);
      return provider.open(seatId, { onProgress, signal: ending, ...(beginning && { beginning }) });
    };
    const opening = this.#suspend(place)?.wake(open) ?? open();
    this.#opened.set(key, opening);
    if (this.#keepsWorkbenches) keepWorkbench(opening);
    opening.catch(() => {
      if (this.#opened.get(key) === opening) this.#opened.delete(key);
    });
    return unlessAborted(opening, signal);
  }

  /**
   * The seat and what its engine is now. One of ours that does not answer has ended: it is opened anew, once, which
   * starts what is not started by itself. Rejects with `engine-lost` where an engine is not ours to start.
   */
  async openAnswering(
    place: OpenedPlace,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<AnsweringSeat> {
    const known = this.open(place, onProgress, signal);
    try {
      return await ask(await known, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!place.provider.owned || !isLost(error)) throw error;
      const seat = await known.catch(() => undefined);
      // Who comes second finds the one that was opened anew.
      const current = await this.#opened.get(keyOf(place))?.catch(() => undefined);
      if (seat && current === seat) await this.#take(place)();
      return ask(await this.open(place, onProgress, signal), signal);
    }
  }

  /** The seats that run and are given to anybody. */
  async listRunning(
    providers: readonly SeatProvider[],
    onProgress: OnProgress,
  ): Promise<readonly RunningSeat[]> {
    const found = providers.map(async (provider) =>
      (await provider.list())
        .filter(({ id, state }) => state === 'running' && isGivenSeat(id))
        .map(({ id }) => ({ provider, seatId: id })),
    );
    return (await Promise.all(found)).flat().flatMap((place) => {
      // Asked again when it is opened: it may have been suspended meanwhile.
      const isAwake = () => (this.suspensionOf(place)?.state ?? 'awake') === 'awake';
      const open = async (signal: AbortSignal) =>
        isAwake() ? this.open(place, onProgress, signal) : undefined;
      return isAwake() ? [{ id: place.seatId, kind: place.provider.kind, open }] : [];
    });
  }

  /** From now on every seat that is open keeps a workbench ready for who opens the next lab there. */
  keepWorkbenches(): void {
    this.#keepsWorkbenches = true;
    for (const seat of this.#opened.values()) keepWorkbench(seat);
  }

  /** The seat is not suspended while this goes on. */
  busy<T>(place: SeatPlace, work: () => Promise<T>): Promise<T> {
    return this.suspensionOf(place)?.busy(work) ?? work();
  }

  suspensionOf(place: SeatPlace): SeatSuspension | undefined {
    return this.#suspensions.get(keyOf(place));
  }

  suspensions(): readonly SeatSuspension[] {
    return [...this.#suspensions.values()];
  }

  /** Lets go of the seat, and forgets that it was there, awake or suspended. */
  async forget(place: SeatPlace): Promise<void> {
    const key = keyOf(place);
    const close = this.#take(place);
    this.#suspensions.delete(key);
    await close();
    await this.#parts.stopped.remove(key);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const close = async (seat: Promise<Seat>) => (await seat.catch(() => undefined))?.[Symbol.asyncDispose]();
    await Promise.all(Array.from(this.#opened.values(), close));
  }

  /** From now on who asks opens the seat anew. What it gives lets go of the one that was open. */
  #take(place: SeatPlace): () => Promise<void> {
    const seat = this.#opened.get(keyOf(place));
    this.#opened.delete(keyOf(place));
    return async () => (await seat?.catch(() => undefined))?.[Symbol.asyncDispose]();
  }

  /** Its suspension, from now on. */
  #suspend(place: SeatPlace): SeatSuspension | undefined {
    const { provider, seatId } = place;
    const known = this.suspensionOf(place);
    const suspend = provider.suspend?.bind(provider);
    if (known || !suspend) return known;
    const { stopped, clockMs } = this.#parts;
    const suspension = new SeatSuspension({
      key: keyOf(place),
      seatId,
      provider: { list: () => provider.list(), suspend },
      stopped,
      clockMs,
      take: () => this.#take(place),
    });
    this.#suspensions.set(keyOf(place), suspension);
    return suspension;
  }
}

/** Nobody waits for it: a lab whose workbench is not there makes its own, and is told of what fails there. */
function keepWorkbench(seat: Promise<Seat>): void {
  void seat.then(
    (open) => open.keepWorkbench?.(),
    () => undefined,
  );
}

/** A seat with what its engine said of itself just now. */
export interface AnsweringSeat {
  readonly seat: Seat;
  readonly info: EngineInfo;
}

const ask = async (seat: Seat, signal: AbortSignal): Promise<AnsweringSeat> => ({
  seat,
  info: await seat.engine.info(signal),
});

const isLost = (error: unknown) => error instanceof DrydockError && error.code === 'engine-lost';
