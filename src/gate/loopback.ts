/** Where the address leads that a compose file publishes a port on. */
import ipaddr from 'ipaddr.js';

const { IPv4, IPv6 } = ipaddr;

/**
 * `loopback`: 127.0.0.0/8 or ::1, which this machine alone reaches. `elsewhere`: any other address. `no-address`: what
 * the Engine does not read as one (a name, `127.1`, `[::1]`) and publishes on every address of the machine instead.
 */
export type PublishedOn = 'loopback' | 'elsewhere' | 'no-address';

/** Reads an address as the Engine does (Go's net package): four decimal parts, or IPv6 without brackets or zone. */
export function publishedOn(address: string): PublishedOn {
  if (IPv4.isValidFourPartDecimal(address))
    return IPv4.parse(address).range() === 'loopback' ? 'loopback' : 'elsewhere';
  if (!/^[\da-f:.]+$/i.test(address) || !IPv6.isValid(address)) return 'no-address';
  return IPv6.parse(address).range() === 'loopback' ? 'loopback' : 'elsewhere';
}
