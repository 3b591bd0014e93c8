import { DrydockError } from '../../lab/errors.ts';
import type { CredentialStore } from '../../lab/ports/credential-store.ts';

/** What is open for sign-ins, so that it ends with them. */
export interface OpenSignIns {
  /**
   * Aborted when the sign-in ends, with what to tell as its reason; at once where it has ended, never without a
   * sign-in.
   */
  signalOf(signIn: string | undefined): AbortSignal;
  /** Ends streams and shells that are open for it. */
  end(signIn: string): void;
  /** Ends what is open for sign-ins whose time is over. */
  tick(): void;
}

export function makeOpenSignIns(store: Pick<CredentialStore, 'isSignInOver'>): OpenSignIns {
  // Those that ended stay, few as they are: a stream may be asked for with a key that was good a moment ago.
  const ends = new Map<string, AbortController>();
  const endOf = (signIn: string): AbortController => {
    const end = ends.get(signIn) ?? new AbortController();
    ends.set(signIn, end);
    return end;
  };
  return {
    signalOf: (signIn) => (signIn === undefined ? new AbortController().signal : endOf(signIn).signal),
    end: (signIn) => endOf(signIn).abort(signedOut()),
    tick() {
      for (const [signIn, end] of ends)
        if (!end.signal.aborted && store.isSignInOver(signIn)) end.abort(timeIsOver());
    },
  };
}

function timeIsOver(): DrydockError {
  return new DrydockError('not-signed-in', {
    message: 'The time of this sign-in is over.',
    fix: 'In a session, open your personal link. Otherwise run `npm run drydock -- open` on the machine where Drydock runs, and open the link that it prints.',
  });
}

function signedOut(): DrydockError {
  return new DrydockError('not-signed-in', {
    message: 'This browser was signed out.',
    fix: 'Run `npm run drydock -- open` on the machine where Drydock runs, and open the link that it prints.',
  });
}
