/** Keys of evidence, whatever computes with them. Times are ISO 8601 in UTC. */

/** Signs with a private key of Ed25519 (RFC 8032). */
export interface Signer {
  /** SHA-256 of the public key as a SubjectPublicKeyInfo (RFC 5280, section 4.1), hex. */
  readonly keyid: string;
  /** When the key was made. */
  readonly since: string;
  readonly publicPem: string;
  sign(bytes: Uint8Array): Uint8Array;
}

export interface PublicKey {
  readonly keyid: string;
  /** Its SubjectPublicKeyInfo as PEM (RFC 7468). */
  readonly pem: string;
  isOf(signature: Uint8Array, bytes: Uint8Array): boolean;
}

/** A public key, and the time in which its home signed with it where that is known. */
export interface KnownKey extends PublicKey {
  readonly since?: string | undefined;
  /** From then on another key signed. */
  readonly until?: string | undefined;
}

/** Whether a home signed with the key at a time. What is not known of a key bounds nothing. */
export function isInForce({ since, until }: KnownKey, at: string): boolean {
  const time = Date.parse(at);
  const isEarly = since !== undefined && time < Date.parse(since);
  const isLate = until !== undefined && time >= Date.parse(until);
  return !isEarly && !isLate;
}

/** `from 2026-11-25T10:00:00.000Z until 2026-12-01T10:00:00.000Z`, as far as it is known. */
export function describeTime({ since, until }: Pick<KnownKey, 'since' | 'until'>): string {
  if (since === undefined && until === undefined) return 'at any time';
  return [since === undefined ? '' : `from ${since}`, until === undefined ? '' : `until ${until}`]
    .filter(Boolean)
    .join(' ');
}
