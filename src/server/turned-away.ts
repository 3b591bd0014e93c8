import type { Logger } from 'pino';
import type { ErrorCode } from '../lab/errors.ts';
import type { HostFact } from '../lab/wire/host.ts';

/**
 * Requests that were refused and whose sender is not signed in. Anybody can send those without end, so they are
 * counted: the log has one line for many.
 */
export interface TurnedAway extends Disposable {
  /** True for the first of its kind since the last line: what more there is to say of it may be said now. */
  count(code: ErrorCode): boolean;
  /** How the report of this machine tells of them. */
  fact(): HostFact;
}

export interface TurnedAwayParts {
  readonly log: Logger;
  /** Milliseconds, on a clock that only goes on. */
  readonly now: () => number;
  /** A line for all that came in so many milliseconds, written when the next one comes or at the end. */
  readonly everyMs: number;
}

export function countTurnedAway({ log, now, everyMs }: TurnedAwayParts): TurnedAway {
  let total = 0;
  let since = now();
  let byCode = new Map<ErrorCode, number>();

  function sumUp(): void {
    if (byCode.size > 0)
      log.info({ refused: Object.fromEntries(byCode) }, 'requests of nobody who is signed in were refused');
    byCode = new Map();
    since = now();
  }

  return {
    count: (code) => {
      if (now() - since >= everyMs) sumUp();
      const before = byCode.get(code) ?? 0;
      byCode.set(code, before + 1);
      total++;
      return before === 0;
    },
    fact: () => ({
      id: 'turned-away',
      title: 'Turned away',
      value:
        total === 0
          ? 'nobody since the server was started'
          : `${total} ${total === 1 ? 'request' : 'requests'} of nobody who is signed in, since the server was started`,
      state: 'good',
    }),
    [Symbol.dispose]: sumUp,
  };
}
