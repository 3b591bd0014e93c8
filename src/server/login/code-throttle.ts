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
/** Of networks that have just sent wrong ones, and of those that have not, each for itself. */
const ofAll: Allowance = { atOnce: 1_000, everyMs: 10 };

/** A network is known by a wrong code for so long. */
const knownFor: Allowance = { atOnce: 1, everyMs: 60_000 };

/** A network that sent nothing wrong lately waits for none of those that did. */
export function makeCodeThrottle(clock: () => Date): CodeThrottle {
  const [networks, known, fresh] = [new Spent(ofAddress), new Spent(ofAll), new Spent(ofAll)];
  const wrong = new Spent(knownFor);
  return {
    waitMs: (address) => {
      const [network, now] = [networkOf(address), clock().getTime()];
      const all = wrong.isKnown(network, now) ? known : fresh;
      return Math.max(networks.waitMs(network, now), all.waitMs('', now));
    },
    failed: (address) => {
      const [network, now] = [networkOf(address), clock().getTime()];
      (wrong.isKnown(network, now) ? known : fresh).spend('', now);
      networks.spend(network, now);
      wrong.spend(network, now);
    },
  };
}
