/** What is asked of the store about logins and sign-ins. */
import type { Person } from '../people/person.ts';

/**
 * What lets somebody in. `login`: a link that signs one browser in, once. `sign-in`: a browser that is signed in.
 * `rejoin`: a personal link of a session, which signs in as many browsers as its person opens it in.
 */
export type CredentialKind = 'login' | 'sign-in' | 'rejoin';

/** Only hashes of secrets are kept. */
export interface CredentialStore {
  /**
   * A secret of 256 bits, once returned, never stored; with the session, if any, that it is for. A person has so many of
   * a kind: where there are more, the oldest lets nobody in any more.
   */
  mintCredential(person: string, kind: CredentialKind, validForMs: number, session?: string): string;
  /** Whose it is, if the secret is known, unexpired and unrevoked. Using a `login` revokes it. */
  redeemCredential(
    kind: CredentialKind,
    secret: string,
  ): { readonly person: Person; readonly session: string | undefined } | undefined;
  /** Whose sign-in has this key, and which one it is; undefined once it has ended. */
  findSignIn(
    secret: string,
  ): (SignIn & { readonly person: Person; readonly session: string | undefined }) | undefined;
  /** Personal links of a person to a session let nobody in any more; who came by one stays signed in. */
  endLinks(person: string, session: string): void;
  /** A person's sign-ins that have not ended, the newest first. */
  listSignIns(person: string): readonly SignIn[];
  /** Whether a sign-in lets nobody in any more: its time is over, it was ended, or there is none of that id. */
  isSignInOver(id: string): boolean;
  /** False where the person has no such sign-in. */
  endSignIn(person: string, id: string): boolean;
}

/** A browser that somebody signed in. */
export interface SignIn {
  readonly id: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}
