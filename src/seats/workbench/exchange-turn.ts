import { Mutex } from 'async-mutex';
import { within } from '../../lab/within.ts';

/** A workspace within its bounds takes seconds; who answers on the other side is whoever is root in there. */
const exchangeMs = 180_000;

/** What is done with the two copies of one workspace, one thing after the other, each with an end. */
export class ExchangeTurn {
  readonly #mutex = new Mutex();
  readonly #path: string;

  /** @param path Of the copy inside, for messages. */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Does it when its turn comes. The wait for the turn counts: rejects with `timed-out` after 180 s in all, and with the
   * reason of `signal` as soon as that is aborted. The work is given a signal that says both, and has to end by it:
   * until it does, nobody else has a turn.
   */
  take<T>(work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const late = {
      message: `Your files and their copy in the seat, at ${this.#path}, could not be exchanged within ${exchangeMs / 1000} s: a program there did not end. No file of the server’s is half written.`,
      fix: 'See in the terminal that `tar`, `perl` and `rm` work and what keeps the disk busy, then do this again.',
    };
    return within({ ms: exchangeMs, late, signal }, (until) =>
      this.#mutex.runExclusive(async () => {
        until.throwIfAborted();
        return await work(until);
      }),
    );
  }
}
