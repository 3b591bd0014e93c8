import type { Store } from '../lab/ports/store.ts';
import type { Caller } from './environment.ts';
import { csrfToken, findCookies } from './session-cookie.ts';

/** Finds out who asks. */
export interface SignIn {
  /** Of a Cookie header; undefined where it holds no session that is known. */
  findCaller(cookieHeader: string | undefined): Caller | undefined;
  /** Whoever may open the socket in the home is the local person. */
  localCaller(): Caller;
}

export function makeSignIn(store: Store, cookieName: string): SignIn {
  return {
    findCaller: (header) => {
      for (const session of findCookies(header, cookieName)) {
        const person = store.redeemCredential('session', session);
        const party = person && store.partyOf(person.id);
        if (person === undefined || party === undefined) continue;
        return { person, party, csrf: csrfToken(store.serverSecret, session) };
      }
      return undefined;
    },
    localCaller: () => ({ ...store.localPerson(), csrf: '' }),
  };
}
