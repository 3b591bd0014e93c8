/** What is asked of the store about what it keeps of people. Calls are synchronous and durable, as in `store.ts`. */
import type { Agreed, Consent } from '../sessions/consent.ts';
import type { PersonData } from '../sessions/person-data.ts';

/** Why somebody was erased: they, or somebody for them, asked; or the time of their session was over. */
export type ErasureReason = 'asked' | 'retention';

/** What came of an erasure. */
export interface Erasure {
  /** Attempts that stay, emptied of what was seen. */
  readonly attempts: number;
  /** SHA-256, hex, of the contents of files that nobody else has, and that are gone. */
  readonly contents: ReadonlySet<string>;
}

export interface DataStore {
  /** Records that a learner agreed, or that they do so no more. */
  giveConsent(session: string, person: string, to: Agreed): Consent;
  /** What was recorded last. */
  consentOf(session: string, person: string): Consent | undefined;
  /** All that is kept of a person. Undefined where there is nobody of that id, or they were erased. */
  exportPerson(person: string): PersonData | undefined;
  /** Throws `not-allowed` for whoever owns the home, `not-found` where there is nobody, or they were erased. */
  requireErasable(person: string): void;
  /** Ids of the parties in which nobody is left once these people are erased: their own, and those of pairs. */
  partiesLeftBy(people: readonly string[]): ReadonlySet<string>;
  /**
   * Takes everything of a person away but what they are counted by: their name, how they are reached, links, answers,
   * files, what they handed in and what was observed of them, what was said of their work, by which ids learning
   * platforms know them. Attempts, gradings and evidence stay, under an id without a name. What a pair made goes with
   * the last of them. The bytes are gone after `scrub`. Throws as `requireErasable` does.
   */
  erasePerson(person: string, reason: ErasureReason): Erasure;
  /**
   * Writes the database anew, so that nothing that was deleted is in its files. Nobody is answered meanwhile: some
   * seconds for each gigabyte. Throws `timed-out` where another process reads the database.
   */
  scrub(): void;
}
