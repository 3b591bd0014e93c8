import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { DrydockError } from '../lab/errors.ts';

/** What a server may be called by in its certificate (RFC 5280 §4.2.1.6), in the order in which they were given. */
export interface SubjectNames {
  /** Lower case, without a dot at the end. */
  readonly dns: readonly string[];
  /** As `ipaddr.js` writes them. */
  readonly addresses: readonly string[];
}

/** RFC 1123 §2.1: letters, digits and hyphens between dots, with up to 63 characters each. */
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/** Rejects with `bad-usage`, which names it, for what is neither a name nor an address. */
export function parseNames(texts: readonly string[]): SubjectNames {
  const dns = new Set<string>();
  const addresses = new Set<string>();
  for (const text of texts) {
    const name = text
      .trim()
      .toLowerCase()
      .replace(/^\[(.*)\]$/, '$1')
      .replace(/\.$/, '');
    if (isIP(name) !== 0) addresses.add(ipaddr.process(name).toString());
    else if (isName(name)) dns.add(name);
    else
      throw new DrydockError('bad-usage', {
        message: `“${text}” is neither a name of a machine nor an address, so it cannot stand in a certificate.`,
        fix: 'Give names such as room.example or laptop.local, and addresses such as 192.168.1.20, without a port, with commas between them.',
      });
  }
  return { dns: [...dns], addresses: [...addresses] };
}

function isName(name: string): boolean {
  const labels = name.split('.');
  // The last label of an address that was mistyped is a number; no domain has such a one. RFC 3696 §2.
  return name.length <= 253 && labels.every((one) => label.test(one)) && !/^\d+$/.test(labels.at(-1) ?? '');
}

/** Those of `wanted` that `has` lacks. */
export function missingNames(has: SubjectNames, wanted: SubjectNames): readonly string[] {
  return [
    ...wanted.dns.filter((name) => !has.dns.includes(name)),
    ...wanted.addresses.filter((address) => !has.addresses.includes(address)),
  ];
}
