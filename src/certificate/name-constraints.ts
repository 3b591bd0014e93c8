/**
 * For what names an authority may vouch (RFC 5280 §4.2.1.10): whoever takes it for a day must not have let its owner
 * vouch for a bank. The library has no such extension, so the little DER (X.690 §8) that it needs is written here.
 */
import ipaddr from 'ipaddr.js';
import type { SubjectNames } from './subject-names.ts';

/** `id-ce-nameConstraints`. */
export const nameConstraintsOid = '2.5.29.30';

/** Addresses that nobody has in the internet: RFC 1918, 3927, 4193, 4291 and this machine's own. */
const privateNetworks = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '127.0.0.0/8',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
] as const;

/** The names that are given with all below them, `.local` (RFC 6762), private addresses, and those that are given. */
export function nameConstraints({ dns, addresses }: SubjectNames): Uint8Array {
  const networks = [...privateNetworks, ...addresses.map(networkOf)];
  const bases = [
    ...[...new Set(['local', ...dns])].map((name) => der(0x82, Buffer.from(name, 'latin1'))),
    ...[...new Set(networks)].map((network) => der(0x87, addressAndMask(network))),
  ];
  // permittedSubtrees [0] of GeneralSubtrees, each with its base alone.
  return der(0x30, der(0xa0, ...bases.map((base) => der(0x30, base))));
}

/** Those of the names for which an authority with these constraints may not vouch. */
export function refusedNames(constraints: Uint8Array, { dns, addresses }: SubjectNames): readonly string[] {
  const has = (base: Buffer) => Buffer.from(constraints).includes(der(0x30, base));
  const isBelow = (name: string) =>
    name
      .split('.')
      .some((_, index, labels) => has(der(0x82, Buffer.from(labels.slice(index).join('.'), 'latin1'))));
  const isPrivate = (address: string) =>
    privateNetworks.some((network) => {
      const [given, [base, prefix]] = [ipaddr.parse(address), ipaddr.parseCIDR(network)];
      return given.kind() === base.kind() && given.match(base, prefix);
    });
  return [
    ...dns.filter((name) => !isBelow(name)),
    ...addresses.filter(
      (address) => !isPrivate(address) && !has(der(0x87, addressAndMask(networkOf(address)))),
    ),
  ];
}

const networkOf = (address: string) => `${address}/${ipaddr.parse(address).kind() === 'ipv4' ? 32 : 128}`;

/** The address, then the mask: 8 bytes, or 32. */
function addressAndMask(network: string): Buffer {
  const [address, prefix] = ipaddr.parseCIDR(network);
  const mask =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.subnetMaskFromPrefixLength(prefix)
      : ipaddr.IPv6.subnetMaskFromPrefixLength(prefix);
  return Buffer.from([...address.toByteArray(), ...mask.toByteArray()]);
}

/** A tag, the length in the fewest bytes, the contents one after the other. */
function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}
