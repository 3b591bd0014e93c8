import { createHash } from 'node:crypto';
import { type Allowance, networkOf, Spent } from './spent.ts';

/** Who tries to sign in, and by what. */
export interface LoginTry {
  /** The address of the connection, as the kernel writes it. */
  readonly address: string;
  readonly token: string;
}

/**
 * Holds back who guesses, and nobody else: each address has an allowance of wrong links, and each wrong link one of
 * repetitions, which are no new guesses. What all together may try is only as much as the machine bears.
 */
export interface LoginThrottle {
  /** Milliseconds until this try is taken; 0 when it is now. */
  waitMs(tried: LoginTry): number;
  /** The link was looked for and signed nobody in. */
  failed(tried: LoginTry): void;
}

/** A class of forty behind one address may mistype its codes, and a code of 40 bits is not found by guessing so. */
const usual: Allowance = { atOnce: 60, everyMs: 3_000 };
const ofAll: Allowance = { atOnce: 1_000, everyMs: 5 };
export function makeLoginThrottle(clock: () => Date): LoginThrottle {
  const [addresses, links, all] = [new Spent(usual), new Spent(usual), new Spent(ofAll)];
  return {
    waitMs: ({ address, token }) => {
      const now = clock().getTime();
      const waits = [addresses.waitMs(networkOf(address), now), links.waitMs(hashOf(token), now)];
      return Math.max(...waits, all.waitMs('', now));
    },
    failed: ({ address, token }) => {
      const now = clock().getTime();
      if (!links.isKnown(hashOf(token), now)) addresses.spend(networkOf(address), now);
      links.spend(hashOf(token), now);
      all.spend('', now);
    },
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
