/**
 * The key of the session, and whose it is. They are in the storage of our origin, where the page of a login link put
 * them: a page on another port of this host has another storage, while it would share a cookie.
 */
import { onStored, readStored, store } from './local-storage.ts';
import { isText, objectOf } from './shape.ts';

interface StoredSession {
  readonly key: string;
  /** The id of the person. */
  readonly person: string;
}

const isSession = objectOf<StoredSession>({ key: isText, person: isText });

/** Read at each use: another tab may sign in, or clear it. */
const readSession = (): StoredSession | undefined => readStored('session', isSession);

/** Who is signed in, as far as this browser knows: their session may have ended. */
export const signedInPerson = (): string | undefined => readSession()?.person;

/** The key with which this person's page asks the server. Undefined: they are not signed in here any more. */
export function sessionKey(person: string | undefined): string | undefined {
  const session = readSession();
  return session?.person === person ? session?.key : undefined;
}

/** This browser is signed in no more: other tabs hear of it. */
export const forgetSession = (): void => store('session', undefined);

/** Calls when another tab signs in or clears what is stored. */
export const onSession = (listener: () => void): void => onStored('session', listener);
