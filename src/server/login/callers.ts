import type { Store } from '../../lab/ports/store.ts';
import type { Caller } from '../environment.ts';

/** Finds out who asks. */
export interface Callers {
  /** Finds who has the key of a sign-in; undefined where the key is unknown. */
  findCaller(key: string | undefined): Caller | undefined;
  /** Whoever may open the socket in the home is the local person. */
  localCaller(): Caller;
}

export function makeCallers(store: Store): Callers {
  return {
    findCaller: (key) => {
      const signIn = key === undefined ? undefined : store.findSignIn(key);
      const party = signIn && store.partyOf(signIn.person.id);
      if (signIn === undefined || party === undefined) return undefined;
      return { person: signIn.person, party, signIn: signIn.id };
    },
    localCaller: () => store.localPerson(),
  };
}
