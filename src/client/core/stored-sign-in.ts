/**
 * The key of the sign-in, and whose it is. They are in the storage of our origin, where the page of a login link put
 * them: a page on another port of this host has another storage, while it would share a cookie.
 */
import { onStored, readStored, store } from './local-storage.ts';
import { isText, objectOf, optional } from './shape.ts';

export interface StoredSignIn {
  readonly key: string;
  /** The id of the person. */
  readonly person: string;
  /** What they are called in the session that they joined; absent where they joined none. */
  readonly alias?: string | undefined;
}

const isSignIn = objectOf<StoredSignIn>({ key: isText, person: isText, alias: optional(isText) });

/** Read at each use: another tab may sign in, or clear it. */
const readSignIn = (): StoredSignIn | undefined => readStored('sign-in', isSignIn);

/** Who is signed in, as far as this browser knows: their sign-in may have ended. */
export const signedInPerson = (): string | undefined => readSignIn()?.person;

/** The key with which this person's page asks the server. Undefined: they are not signed in here any more. */
export function signInKey(person: string | undefined): string | undefined {
  const signIn = readSignIn();
  return signIn?.person === person ? signIn?.key : undefined;
}

/** What the reader is called in the session that they joined in this browser; undefined where they joined none. */
export const joinedAlias = (): string | undefined => readSignIn()?.alias;

/** Other tabs hear of it. */
export const storeSignIn = (signIn: StoredSignIn): void => store('sign-in', signIn);

/** This browser is signed in no more: other tabs hear of it. */
export const forgetSignIn = (): void => store('sign-in', undefined);

/** Calls when another tab signs in or clears what is stored. */
export const onSignIn = (listener: () => void): void => onStored('sign-in', listener);
