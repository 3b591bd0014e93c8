import { DrydockError } from '../../lab/errors.ts';
import type { CredentialStore } from '../../lab/ports/credential-store.ts';
import { type Held, HeldSignals, heldForGood } from '../held-signals.ts';

/** What is open for sign-ins, so that it ends with them. */
export interface OpenSignIns {
  /** Something is open for the sign-in from now on. It has ended where that has; without one nothing ends it. */
  hold(signIn: string | undefined): Held;
  /** Ends streams and shells that are open for it. */
  end(signIn: string): void;
  /** Ends what is open for sign-ins whose time is over. */
  tick(): void;
}

export function makeOpenSignIns(store: Pick<CredentialStore, 'isSignInOver'>): OpenSignIns {
  const open = new HeldSignals();
  return {
    hold(signIn) {
      if (signIn === undefined) return heldForGood();
      // A stream may be asked for with a key that was good a moment ago.
      return open.hold(signIn, store.isSignInOver(signIn) ? signedOut() : undefined);
    },
    end: (signIn) => open.end(signIn, signedOut()),
    tick() {
      for (const signIn of open.keys()) if (store.isSignInOver(signIn)) open.end(signIn, timeIsOver());
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
