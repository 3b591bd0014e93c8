/** Somebody who takes part in a course. */

import type { RosterEntry } from '../roster/roster.ts';
import type { KnownPerson } from '../roster/roster-changes.ts';

export interface Enrolled extends KnownPerson {
  /** Who they hand in with: a party of their own, or that of a pair. */
  readonly party: string;
}

/** What an import does, whole or not at all. */
export interface Enrolment {
  readonly added: readonly RosterEntry[];
  /** What the table says of somebody who is in the course; what it leaves empty stays. */
  readonly changed: readonly { readonly person: string; readonly entry: RosterEntry }[];
}
