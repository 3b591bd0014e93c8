import type { Store } from '../../lab/ports/store.ts';
import type { Caller } from '../environment.ts';

/** Finds out who asks. */
export interface SignIn {
  /** Finds who has the key of a session; undefined where the key is unknown. */
  findCaller(key: string | undefined): Caller | undefined;
  /** Whoever may open the socket in the home is the local person. */
  localCaller(): Caller;
}

export function makeSignIn(store: Store): SignIn {
  return {
    findCaller: (key) => {
      const session = key === undefined ? undefined : store.findSession(key);
      const party = session && store.partyOf(session.person.id);
      if (session === undefined || party === undefined) return undefined;
      return { person: session.person, party, session: session.id };
    },
    localCaller: () => store.localPerson(),
  };
}
