import { certificateFolder, readCertificate } from '../certificate/certificate-files.ts';
import { standingOf } from '../certificate/standing.ts';
import { parseNames } from '../certificate/subject-names.ts';
import { DrydockError } from '../lab/errors.ts';
import { findHome } from '../seats/home.ts';
import { isLoopback } from '../server/door.ts';
import type { ServerTls } from '../server/http-server.ts';
import { certificateWarnings } from './certificate-warnings.ts';
import { namesOfMachine } from './machine-names.ts';
import type { HomeOptions } from './open-seats.ts';

interface Asked extends Pick<HomeOptions, 'home'> {
  readonly host: string;
  readonly name: readonly string[];
  readonly tls?: boolean;
  readonly publicUrl?: string;
}

/** By which names a server is reached, and whether over TLS. */
export interface Reached {
  readonly allowedHosts: readonly string[];
  readonly certificate?: ServerTls;
  readonly publicOrigin?: string;
  readonly warnings: readonly string[];
}

/**
 * HTTPS where others are let in and the home has a certificate, unless it is said otherwise: browsers of this machine
 * reach it by loopback, which they take for secure (W3C Secure Contexts §3.1), and need no authority for that. Throws
 * `bad-usage`, `not-found` where a certificate is wanted and is not there, `setup-failed` where it has ended.
 */
export function howReached(asked: Asked, now = new Date()): Reached {
  const { home } = findHome(process.env, asked.home);
  const { dns, addresses } = parseNames(asked.name);
  const own = [...dns, ...addresses.map((address) => (address.includes(':') ? `[${address}]` : address))];
  const publicOrigin = asked.publicUrl === undefined ? undefined : parseOrigin(asked.publicUrl);
  const isAlone = asked.host === 'localhost' || isLoopback(asked.host);
  const plain = { allowedHosts: own, ...(publicOrigin && { publicOrigin }), warnings: [] };
  if (asked.tls === false || (asked.tls === undefined && (isAlone || publicOrigin !== undefined)))
    return plain;
  const found = readCertificate(home);
  if (found === undefined) {
    if (asked.tls === undefined) return { ...plain, warnings: [unprotected] };
    throw new DrydockError('not-found', {
      message: `The home ${home} has no certificate.`,
      fix: 'Make one: `npm run drydock -- certificate`.',
    });
  }
  if (
    standingOf(found.serverEnds, now).state === 'over' ||
    standingOf(found.authorityEnds, now).state === 'over'
  )
    throw new DrydockError('setup-failed', {
      message: `The certificate in ${certificateFolder(home)} has ended: browsers would refuse it.`,
      fix: 'Make a new one: `npm run drydock -- certificate --renew` (`--new-authority` where the authority has ended), or serve without it: `--no-tls`.',
    });
  return {
    ...plain,
    // The first one is that which is printed.
    allowedHosts: [...own, ...found.names.dns.filter((name) => name !== 'localhost')],
    certificate: found.server,
    warnings: certificateWarnings(found, namesOfMachine(), now),
  };
}

const unprotected =
  'Others reach this server over plain HTTP: who listens in the network reads what they type, and can act as them. `npm run drydock -- certificate` makes a certificate.';

function parseOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin = url !== undefined && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  if (isOrigin && url.username === '') return url.origin;
  throw new DrydockError('bad-usage', {
    message: `“${text}” is not where a server can be: --public-url is a scheme, a name, and a port if it is not the usual one.`,
    fix: 'Write it as https://room.example, without a path.',
  });
}
