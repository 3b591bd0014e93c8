import type { Party, Person } from '../lab/people/person.ts';
import type { HeldRole } from '../lab/people/role.ts';
import type { RunContext } from '../lab/ports/store.ts';

/** Who asks. */
export interface Caller {
  readonly person: Person;
  readonly party: Party;
  readonly held: readonly HeldRole[];
  /** Which of their sign-ins; none over the socket in the home. */
  readonly signIn?: string;
  /** The session that they joined by it. */
  readonly session?: string;
}

/** What a caller's runs are made in: the session that they joined, or a book of their own. */
export const contextOf = ({ session }: Caller): RunContext =>
  session === undefined ? 'self' : `session:${session}`;
