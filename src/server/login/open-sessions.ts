import { DrydockError } from '../../lab/errors.ts';

/** What is open for sessions, so that it ends with them. */
export interface OpenSessions {
  /**
   * Aborted when the session ends, with what to tell as its reason; at once where it has ended, never without a
   * session.
   */
  signalOf(session: string | undefined): AbortSignal;
  /** Ends streams and shells that are open for it. */
  end(session: string): void;
}

export function makeOpenSessions(): OpenSessions {
  // Those that ended stay, few as they are: a stream may be asked for with a key that was good a moment ago.
  const ends = new Map<string, AbortController>();
  const endOf = (session: string): AbortController => {
    const end = ends.get(session) ?? new AbortController();
    ends.set(session, end);
    return end;
  };
  return {
    signalOf: (session) => (session === undefined ? new AbortController().signal : endOf(session).signal),
    end: (session) => endOf(session).abort(signedOut()),
  };
}

function signedOut(): DrydockError {
  return new DrydockError('not-signed-in', {
    message: 'This browser was signed out.',
    fix: 'Run `npm run drydock -- open` on the machine where Drydock runs, and open the link that it prints.',
  });
}
