import type { CourseStore } from '../assignments/assignment-views.ts';
import { attemptContextOf } from '../assignments/attempt-context.ts';
import type { Caller } from '../caller.ts';

/** Finds out who asks. */
export interface Callers {
  /** Finds who has the key of a sign-in; undefined where the key is unknown. */
  findCaller(key: string | undefined): Caller | undefined;
  /** Whoever may open the socket in the home is the local person. */
  localCaller(): Caller;
}

export function makeCallers(store: CourseStore, clock: () => Date): Callers {
  const attemptOf =
    (person: string, party: string): Caller['attemptOf'] =>
    (lab) =>
      attemptContextOf(store, { person, party }, lab, clock().toISOString());
  return {
    findCaller: (key) => {
      const found = key === undefined ? undefined : store.findSignIn(key);
      const party = found && store.partyOf(found.person.id);
      if (found === undefined || party === undefined) return undefined;
      const { person, session } = found;
      const held = store.heldRoles(person.id);
      return {
        person,
        party,
        held,
        signIn: found.id,
        ...(session === undefined ? {} : { session }),
        attemptOf: attemptOf(person.id, party.id),
      };
    },
    localCaller: () => {
      const { person, party } = store.localPerson();
      const held = store.heldRoles(person.id);
      return { person, party, held, attemptOf: attemptOf(person.id, party.id) };
    },
  };
}
