import { type Allowance, networkOf, Spent } from './spent.ts';

/**
 * Bounds how many codes and personal links that are none are looked for. It is far above what a room mistypes, so that
 * whoever guesses keeps nobody out who comes from the same address: docs/decisions/0367-a-room-shares-an-address.md.
 */
export interface CodeThrottle {
  /** Milliseconds until one more is looked for from there; 0 when it is now. */
  waitMs(address: string): number;
  /** It was looked for, and is none. */
  failed(address: string): void;
}

const ofAddress: Allowance = { atOnce: 600, everyMs: 10 };
const ofAll: Allowance = { atOnce: 1_000, everyMs: 5 };

export function makeCodeThrottle(clock: () => Date): CodeThrottle {
  const [addresses, all] = [new Spent(ofAddress), new Spent(ofAll)];
  return {
    waitMs: (address) => {
      const now = clock().getTime();
      return Math.max(addresses.waitMs(networkOf(address), now), all.waitMs('', now));
    },
    failed: (address) => {
      const now = clock().getTime();
      addresses.spend(networkOf(address), now);
      all.spend('', now);
    },
  };
}
