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
   * Rejects, with nobody erased, where one of them is not there or owns the home; where a lab of theirs cannot be
   * stopped; or as the store does.
   */
  erase(people: readonly string[], reason: ErasureReason): Promise<Forgotten>;
}

export interface ForgettingParts {
  readonly store: Store;
  readonly signIns: OpenSignIns;
  readonly removal: Removal;
}

export function makeForgetting({ store, signIns, removal }: ForgettingParts): Forgetting {
  const turns = new Mutex();
  const signOut = (person: string) => {
    for (const { id } of store.listSignIns(person)) {
      store.endSignIn(person, id);
      signIns.end(id);
    }
  };
  return {
    erase: (people, reason) =>
      turns.runExclusive(async () => {
        for (const person of people) store.requireErasable(person);
        for (const person of people) signOut(person);
        await removal.forgetParties(store.partiesLeftBy(people));
        const erased = people.map((person) => store.erasePerson(person, reason));
        store.scrub();
        await removal.forgetContents(new Set(erased.flatMap(({ contents }) => [...contents])));
        return {
          people: erased.length,
          attempts: erased.reduce((sum, { attempts }) => sum + attempts, 0),
          left: await removal.renewCopies(),
        };
      }),
  };
}
