/** What a service has and might do without, one thing at a time. */

/** In the order in which they are tried: a stage begins with what the one before left. */
export const powerKinds = ['powers', 'paths', 'families', 'calls', 'mounts'] as const;
export type PowerKind = (typeof powerKinds)[number];

export interface Power {
  /** Permanent: it stands in `--json`. `capability:CHOWN`, `root`, `path:/tmp`, `call:accept4`. */
  readonly id: string;
  readonly kind: PowerKind;
  /** A noun: `the capability CHOWN`. */
  readonly name: string;
  /** What somebody who takes the service over has from it. */
  readonly allows: string;
}

/** Ids of powers that a copy has. */
export type Kept = ReadonlySet<string>;
