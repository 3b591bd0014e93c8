/**
 * The key of the session. It is in the storage of our origin, where the page of a login link put it: a page on another
 * port of this host has another storage, while it would share a cookie.
 */
import { keep, recall, watchKept } from './local-storage.ts';

/** Read at each use: another tab may sign in, or clear it. */
export function sessionKey(): string | undefined {
  const key = recall<unknown>('session', undefined);
  return typeof key === 'string' ? key : undefined;
}

/** This browser is signed in no more: other tabs hear of it. */
export function forgetSessionKey(): void {
  keep('session', undefined);
}

/** Calls when another tab signs in or clears what is kept. */
export function onSessionKey(listener: () => void): void {
  watchKept('session', listener);
}
