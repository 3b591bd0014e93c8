import { networkInterfaces } from 'node:os';
import { bracket, isLoopback } from './door.ts';

/** How a server that listens on `host` may be called by its visitors. */
export interface HostNames {
  /** For Host headers: without the port, IPv6 in brackets. */
  readonly names: readonly string[];
  /** The one that we print. */
  readonly shown: string;
  readonly loopbackOnly: boolean;
}

/**
 * On loopback the three usual names; on a wildcard those and the addresses of this machine, since no name of
 * another site can be an address; and whatever the reader has allowed beside.
 */
export function findHostNames(
  host: string,
  allowed: readonly string[] = [],
  addresses: () => readonly string[] = localAddresses,
): HostNames {
  const local = ['127.0.0.1', 'localhost', '[::1]'];
  if (host === 'localhost' || isLoopback(host)) {
    const shown = host === 'localhost' ? '127.0.0.1' : bracket(host);
    return { names: unique([shown, ...local, ...allowed]), shown, loopbackOnly: true };
  }
  if (host === '0.0.0.0' || host === '::') {
    const names = unique([...local, ...addresses().map(bracket), ...allowed]);
    return { names, shown: allowed[0] ?? '127.0.0.1', loopbackOnly: false };
  }
  const shown = allowed[0] ?? bracket(host);
  return { names: unique([bracket(host), ...allowed]), shown, loopbackOnly: false };
}

function localAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) =>
    // A link-local address needs a zone, which no browser puts into a Host header.
    (addresses ?? []).filter(({ scopeid }) => !scopeid).map(({ address }) => address),
  );
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
