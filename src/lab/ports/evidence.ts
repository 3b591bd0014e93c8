/** What the makers of evidence ask of the store. Calls are durable: what returned is on disk. */

/** The place of an evidence in the chain of its home: numbers rise by one from 1. */
export interface EvidencePlace {
  readonly seq: number;
  /** The hash of the one before; null of the first. */
  readonly prev: string | null;
}

export interface EvidenceRow extends EvidencePlace {
  /** SHA-256 of what is signed, hex. */
  readonly hash: string;
  /** What it is of: `attempt:ULID`. */
  readonly about: string;
  /** The envelope, as one line of JSON. */
  readonly dsse: string;
}

/** Signs what is to stand in a place. */
export type SealAt = (place: EvidencePlace) => { readonly hash: string; readonly dsse: string };

export interface EvidenceStore {
  /** In one transaction: finds the place behind all others, has it sealed, keeps it. What it is of has none yet. */
  appendEvidence(about: string, sealAt: SealAt): EvidenceRow;
  findEvidence(about: string): EvidenceRow | undefined;
  /** The hash of the last one; undefined where there is none yet. */
  evidenceHead(): string | undefined;
  /** The public keys that it was signed with, the oldest first. */
  listSigningKeys(): readonly SigningKey[];
  /** The public half of a key that signs from now on; the one before is not used any more from its time on. */
  registerKey(key: SigningKey): void;
}

/** A key that evidence of this home is signed with, by its public half. Times are ISO 8601 in UTC. */
export interface SigningKey {
  /** SHA-256 of its SubjectPublicKeyInfo, hex. */
  readonly keyid: string;
  readonly publicPem: string;
  readonly since: string;
  /** When another took its place. */
  readonly until?: string | undefined;
}
