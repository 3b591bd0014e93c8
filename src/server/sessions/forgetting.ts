import { Mutex } from 'async-mutex';
import type { ErasureReason } from '../../lab/ports/data-store.ts';
import type { Removal } from '../../lab/ports/removal.ts';
import type { Store } from '../../lab/ports/store.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';

/** What came of it. */
export interface Forgotten {
  readonly people: number;
  /** Attempts that stay, without a name and without what was seen. */
  readonly attempts: number;
  /** Paths in the home that still hold what went: they are for whoever runs the server to remove. */
  readonly left: readonly string[];
}

/** Takes people away: from what is open, from seats and disk, from the store and from its copies. */
export interface Forgetting {
  /**
   * Rejects, with nobody erased, where one of them is not there or owns the home, or where a lab of theirs cannot be
   * stopped. Rejects with what broke off after that; asked again, it goes on where it was.
   */
  erase(people: readonly string[], reason: ErasureReason): Promise<Forgotten>;
  /** Leaves nothing of what went in the database, nor in copies of it in the home; resolves with what is left there. */
  rewrite(): Promise<readonly string[]>;
  /** Whether somebody went from the store, and something of them is still on disk since an erasure broke off. */
  owes(): boolean;
  /** Resolves once no erasure is under way. */
  settled(): Promise<void>;
}

export interface ForgettingParts {
  readonly store: Store;
  readonly signIns: OpenSignIns;
  readonly removal: Removal;
}

export function makeForgetting({ store, signIns, removal }: ForgettingParts): Forgetting {
  const turns = new Mutex();
  /** Who went from the store, and whose contents and copies did not go yet. */
  const owed = { people: new Set<string>(), contents: new Set<string>() };
  const signOut = (person: string) => {
    for (const { id } of store.listSignIns(person)) {
      store.endSignIn(person, id);
      signIns.end(id);
    }
    for (const { id } of store.listSessions()) store.endLinks(person, id);
  };
  const rewrite = () => {
    store.scrub();
    return removal.renewCopies();
  };
  return {
    erase: (people, reason) =>
      turns.runExclusive(async () => {
        const asked = people.filter((person) => !owed.people.has(person));
        for (const person of asked) store.requireErasable(person);
        for (const person of asked) signOut(person);
        await removal.forgetParties(store.partiesLeftBy(asked));
        // Whoever came back meanwhile.
        for (const person of asked) signOut(person);
        let attempts = 0;
        for (const person of asked) {
          const erased = store.erasePerson(person, reason);
          attempts += erased.attempts;
          owed.people.add(person);
          for (const hash of erased.contents) owed.contents.add(hash);
        }
        await removal.forgetContents(owed.contents);
        const left = await rewrite();
        owed.people.clear();
        owed.contents.clear();
        return { people: people.length, attempts, left };
      }),
    rewrite: () => turns.runExclusive(rewrite),
    owes: () => owed.people.size > 0,
    settled: () => turns.waitForUnlock(),
  };
}
