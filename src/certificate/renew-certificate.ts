import { X509Certificate } from 'node:crypto';
import { DrydockError } from '../lab/errors.ts';
import { type HomeCertificate, readCertificate, writeCertificate } from './certificate-files.ts';
import { makeAuthority, makeServerCertificate, refusedBy } from './make-certificate.ts';
import { standingOf } from './standing.ts';
import type { SubjectNames } from './subject-names.ts';

/**
 * Makes a certificate for a server of these names and writes it into the home. The authority stays, so that browsers
 * that have it need nothing new; it is made where there is none. Rejects with `setup-failed` where it has ended, or does
 * not permit one of the names: with `anew` another one is made.
 */
export async function renewCertificate(
  home: string,
  { names, room, now, anew }: { names: SubjectNames; room: string; now: Date; anew: boolean },
): Promise<HomeCertificate> {
  const had = anew ? undefined : readCertificate(home)?.authority;
  if (had !== undefined && standingOf(new X509Certificate(had.certificate).validToDate, now).state === 'over')
    throw cannotSign('The authority of this home has ended.');
  const refused = had === undefined ? [] : refusedBy(had, names);
  if (refused.length > 0)
    throw cannotSign(`The authority of this home may not vouch for ${refused.join(', ')}.`);
  const authority = had ?? (await makeAuthority(room, names, now));
  const server = await makeServerCertificate(authority, names, now);
  writeCertificate(home, { authority, server });
  const made = readCertificate(home);
  if (made === undefined) throw new DrydockError('internal', { message: 'The certificate was not written.' });
  return made;
}

const cannotSign = (message: string) =>
  new DrydockError('setup-failed', {
    message,
    fix: 'Make a new one with `drydock certificate --new-authority`, and hand it out again: browsers know the old one.',
  });
