/** An assignment of a course: its rules, of which each change is kept as a version. */
import type { AssignmentPolicy } from '../policy/assignment-policy.ts';
import type { Instant } from '../time/instant.ts';

export interface Assignment {
  readonly id: string;
  /** The id of its course. */
  readonly course: string;
  /** Of the version that holds: the first has 1. */
  readonly version: number;
  readonly policy: AssignmentPolicy;
  /** Who made this version, and when. */
  readonly by: string;
  readonly at: Instant;
}

/** Something that was said about the work of a person. It stays as it was written. */
export interface Comment {
  readonly id: string;
  readonly person: string;
  readonly by: string;
  readonly at: Instant;
  readonly text: string;
}
