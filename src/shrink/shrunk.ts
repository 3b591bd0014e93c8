import type { Profile } from '../lab/seccomp/profile-schema.ts';
import type { Power } from './power.ts';

/** A power that stays, and what was seen of the service without it alone. */
export interface NeededPower extends Power {
  /** Undefined where the runs were used up before it was tried alone. */
  readonly without: string | undefined;
}

/** What a service was shrunk to, as found by experiment. */
export interface Shrunk {
  readonly project: string;
  readonly service: string;
  /**
   * `not-healthy`: a copy with all powers is not, so nothing was tried. `unstable`: what had passed did not pass when it
   * was run once more, so nothing is said to be spare.
   */
  readonly found: 'shrunk' | 'not-healthy' | 'unstable';
  /** What was seen of the copy that `found` is about. */
  readonly told: string;
  readonly needed: readonly NeededPower[];
  readonly spare: readonly Power[];
  /** Directories that a tmpfs takes the place of, since the root can be read-only. */
  readonly paths: readonly string[];
  readonly calls: ShrunkCalls | undefined;
  /** Mounts without which the health check passes too. They stay: it may not ask for what is in them. */
  readonly idleMounts: readonly Power[];
  /** Each power that stays was tried to be done without, alone; and of calls, each family or each call. */
  readonly isMinimal: boolean;
  /** Starts of copies, the last ones included, which confirmed the answer. */
  readonly runs: number;
  /** What no copy can show, each the rest of a sentence that begins with "Not tried:". */
  readonly untried: readonly string[];
}

export interface ShrunkCalls {
  /** Of this machine's architecture, that the filter let through before. */
  readonly before: number;
  readonly left: readonly string[];
  /** What the calls that are left are for, with the number of each and what was seen without all of them. */
  readonly families: readonly {
    readonly name: string;
    readonly calls: readonly string[];
    readonly without: string | undefined;
  }[];
  /** Calls that were kept without a trial. */
  readonly kept: number;
  readonly profile: Profile;
}
