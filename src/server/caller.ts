import type { LabId } from '../lab/lab-id.ts';
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
  /** What they work on a lab in where an assignment that they opened has values of its own for each attempt. */
  readonly attemptOf: (lab: LabId) => RunContext | undefined;
}

/** What a caller's run of a lab is made in: the session that they joined, their attempt, or a book of their own. */
export const contextOf = ({ session, attemptOf }: Caller, lab: LabId): RunContext =>
  session === undefined ? (attemptOf(lab) ?? 'self') : `session:${session}`;
