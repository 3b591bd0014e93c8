import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { PlatformFetch } from '../../lti/http.ts';

/** All that is given to the internet of IPv6 (IANA, Internet Protocol Version 6 Address Space). */
const givenOut = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address is one of the internet, and none of this machine, of a private network, or of what is reserved: RFC
 * 6890 has the list. One of IPv4 that is written as one of IPv6 is what it is.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const found = ipaddr.process(address);
  return found.range() === 'unicast' && (found instanceof ipaddr.IPv4 || found.match(givenOut));
}

/** Finds addresses as `dns.lookup` does. */
export type Lookup = (
  host: string,
  options: LookupOptions & { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/**
 * Asks servers of the internet over TLS, and no others, whatever their name leads to at the moment: the address that is
 * connected to is the one that was looked at. Follows no redirect.
 */
export function makeFetchPublic(find: Lookup = lookup): PlatformFetch {
  const findPublic: LookupFunction = (host, options, done) =>
    find(host, { ...options, all: true }, (error, found) => {
      const [first] = found ?? [];
      if (error !== null || first === undefined) return done(error ?? noAddress(host), []);
      if (!found.every(({ address }) => isPublicAddress(address))) return done(notPublic(host), []);
      return options.all ? done(null, found) : done(null, first.address, first.family);
    });
  return async (address, { method, headers, body, signal }) => {
    const url = new URL(address);
    if (url.protocol !== 'https:') throw notPublic(url.hostname);
    // A number is not looked up.
    const literal = url.hostname.replace(/^\[(.*)\]$/, '$1');
    if (ipaddr.isValid(literal) && !isPublicAddress(literal)) throw notPublic(url.hostname);
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const asked = request(url, { method, headers, signal, lookup: findPublic, agent: false }, resolve);
    asked.on('error', reject);
    asked.end(body);
    const answer = await promise;
    const status = answer.statusCode ?? 0;
    if (status >= 300 && status < 400) {
      answer.destroy();
      throw new Error('it answers with a redirect, which is not followed');
    }
    const said = new Headers();
    for (const [name, values = []] of Object.entries(answer.headersDistinct))
      for (const value of values) said.append(name, value);
    return { status, headers: said, body: answer };
  };
}

const noAddress = (host: string) => new Error(`${host} has no address`);

const notPublic = (host: string) =>
  new Error(
    `${host} is on this machine or in a private network, and is only asked by a server that was started with --local-platforms`,
  );
