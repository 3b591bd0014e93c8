import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';

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

/** How many are allowed at once, and after that one in how many milliseconds. */
interface Allowance {
  readonly atOnce: number;
  readonly everyMs: number;
}

/** A class of forty behind one address may mistype its codes, and a code of 40 bits is not found by guessing so. */
const usual: Allowance = { atOnce: 60, everyMs: 3_000 };
const ofAll: Allowance = { atOnce: 1_000, everyMs: 5 };
/** How many addresses, and how many links, are remembered. */
const mostRemembered = 4_096;

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

/** What each has spent of an allowance. Whoever spent longest ago is forgotten when there are too many. */
class Spent {
  readonly #allowance: Allowance;
  /** When each has all of it again. */
  readonly #wholeAt = new Map<string, number>();

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
  }

  isKnown(key: string, now: number): boolean {
    return this.#missingMs(key, now) > 0;
  }

  waitMs(key: string, now: number): number {
    const { atOnce, everyMs } = this.#allowance;
    return Math.max(0, this.#missingMs(key, now) - (atOnce - 1) * everyMs);
  }

  spend(key: string, now: number): void {
    const missing = this.#missingMs(key, now);
    this.#wholeAt.delete(key);
    this.#wholeAt.set(key, now + missing + this.#allowance.everyMs);
    const [oldest] = this.#wholeAt.keys();
    if (this.#wholeAt.size > mostRemembered && oldest !== undefined) this.#wholeAt.delete(oldest);
  }

  /** Never more than all of it, whatever becomes of the clock. */
  #missingMs(key: string, now: number): number {
    const { atOnce, everyMs } = this.#allowance;
    return Math.min(Math.max(0, (this.#wholeAt.get(key) ?? now) - now), atOnce * everyMs);
  }
}

/** Of IPv6 the first 64 bits: whoever has one such address has all that begin so. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' ? parsed.toString() : parsed.toByteArray().slice(0, 8).join(':');
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
