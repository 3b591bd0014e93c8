import ipaddr from 'ipaddr.js';

/** How many are allowed at once, and after that one in how many milliseconds. */
export interface Allowance {
  readonly atOnce: number;
  readonly everyMs: number;
}

/** How many keys of a kind, such as addresses, are remembered. */
const mostRemembered = 4_096;

/** What each has spent of an allowance. Whoever spent longest ago is forgotten when there are too many. */
export class Spent {
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
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' ? parsed.toString() : parsed.toByteArray().slice(0, 8).join(':');
}
