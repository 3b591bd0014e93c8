import { Mutex, Semaphore } from 'async-mutex';
import { within } from '../../lab/general/within.ts';

/** A workspace within its bounds takes seconds; who answers on the other side is whoever is root in there. */
const exchangeMs = 180_000;

/** Each exchange holds two workspaces and an archive in memory. One seat has few places, so that it cannot take all. */
const mostAtOnce = 8;
const mostOfSeat = 2;
const places = new Semaphore(mostAtOnce);
const placesOf = new Map<string, Semaphore>();

/** Runs work on the two copies of one workspace, one at a time, each with a deadline. */
export class ExchangeTurn {
  readonly #mutex = new Mutex();
  readonly #ofSeat: Semaphore;
  readonly #path: string;

  /** @param path Of the copy inside, for messages. */
  constructor(seat: string, path: string) {
    this.#ofSeat = placesOf.get(seat) ?? new Semaphore(mostOfSeat);
    placesOf.set(seat, this.#ofSeat);
    this.#path = path;
  }

  /**
   * Runs `work` once it has a turn and a place. Rejects with `timed-out` after 180 s, waiting included, and with the
   * reason of `signal` as soon as that is aborted. `work` is given a signal for both and has to end by it: until then
   * nobody else has a turn.
   */
  take<T>(work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const late = {
      message: `Your files and their copy in the seat, at ${this.#path}, could not be exchanged within ${exchangeMs / 1000} s: a program there did not end, or too many others were exchanged meanwhile. No file of the server’s is half written.`,
      fix: 'See in the terminal that `tar`, `perl` and `rm` work and what keeps the disk busy, then do this again.',
    };
    return within({ ms: exchangeMs, late, signal }, (until) =>
      this.#mutex.runExclusive(() =>
        this.#ofSeat.runExclusive(() =>
          places.runExclusive(async () => {
            until.throwIfAborted();
            return await work(until);
          }),
        ),
      ),
    );
  }
}
