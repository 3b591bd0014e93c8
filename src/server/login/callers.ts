import type { Store } from '../../lab/ports/store.ts';
import type { Caller } from '../caller.ts';

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
      const found = key === undefined ? undefined : store.findSignIn(key);
      const party = found && store.partyOf(found.person.id);
      if (found === undefined || party === undefined) return undefined;
      const { person, session } = found;
      const held = store.heldRoles(person.id);
      return { person, party, held, signIn: found.id, ...(session === undefined ? {} : { session }) };
    },
    localCaller: () => {
      const { person, party } = store.localPerson();
      return { person, party, held: store.heldRoles(person.id) };
    },
  };
}
