import type { ListedImage } from '../../engine/images/list-images.ts';
import type { HostFact, HostReport } from '../../lab/wire/host.ts';
import type { SessionView } from '../../lab/wire/sessions.ts';

/** What is known before the day. */
export interface RoomFacts {
  readonly session: SessionView;
  readonly host: HostReport;
  /** Those that the session's labs and its seats use; undefined where no engine answers. */
  readonly images: readonly ListedImage[] | undefined;
  readonly reach: RoomReach;
  readonly clock: RoomClock;
}

export interface RoomReach {
  /** Where the server says that it is. */
  readonly url: string;
  /** Others in the network can open it. */
  readonly isOpen: boolean;
  /** The addresses of this machine that others can use. */
  readonly addresses: readonly string[];
  /** What the name of the address leads to from here; empty where nobody knows the name. */
  readonly leadsTo: readonly string[];
  /** What is to be known of the certificate; undefined where it is served without. */
  readonly certificate: { readonly warnings: readonly string[]; readonly ends: Date } | undefined;
}

export interface RoomClock {
  readonly now: Date;
  readonly zone: string;
  /** Undefined where this machine does not say. */
  readonly isSet: boolean | undefined;
}

/** What came of it: how many seats fit, and line by line what is good and what is not. */
export interface RoomReport {
  /** Undefined where it is not known. */
  readonly fits: number | undefined;
  readonly isReady: boolean;
  readonly facts: readonly HostFact[];
}

/** One line of a report: good, unless something else is said. */
export const fact = (id: string, title: string, value: string, more: Partial<HostFact> = {}): HostFact => ({
  id,
  title,
  value,
  state: 'good',
  ...more,
});
