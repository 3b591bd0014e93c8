import { hostname } from 'node:os';
import {
  certificateFolder,
  type HomeCertificate,
  readCertificate,
} from '../../certificate/certificate-files.ts';
import { renewCertificate } from '../../certificate/renew-certificate.ts';
import { missingNames, parseNames, type SubjectNames } from '../../certificate/subject-names.ts';
import { DrydockError } from '../../lab/errors.ts';
import { findHome } from '../../seats/home.ts';
import { certificateWarnings } from '../certificate-warnings.ts';
import { namesOfMachine } from '../machine-names.ts';
import type { HomeOptions } from '../open-seats.ts';
import type { Output } from '../output.ts';

export interface CertificateOptions extends HomeOptions {
  readonly names: readonly string[];
  readonly renew?: boolean;
  readonly newAuthority?: boolean;
  readonly printCa?: boolean;
}

/** Makes the certificate of a home where it has none, or where that is asked for; shows it in any case. */
export async function showCertificate(
  options: CertificateOptions,
  output: Output,
  now = new Date(),
): Promise<void> {
  const { home } = findHome(process.env, options.home);
  const asked = parseNames(options.names);
  const had = readCertificateOr(home, options.newAuthority === true);
  if (options.printCa === true) return printAuthority(had, output);
  const current = join(namesOfMachine(), asked);
  // What was given before stays: who renews it may not know.
  const names = had === undefined || options.newAuthority === true ? current : join(current, had.names);
  const lacks = had === undefined || missingNames(had.names, asked).length > 0;
  const isMade = lacks || options.renew === true || options.newAuthority === true;
  const shown = isMade
    ? await renewCertificate(home, { names, room: hostname(), now, anew: options.newAuthority === true })
    : had;
  const { serverEnds, authorityEnds, fingerprint } = shown;
  const value = {
    made: isMade,
    folder: certificateFolder(home),
    names: [...shown.names.dns, ...shown.names.addresses],
    serverEnds: serverEnds.toISOString(),
    authorityEnds: authorityEnds.toISOString(),
    fingerprint,
  };
  output.answer(value, [
    `${isMade ? 'Made' : 'There is'} a certificate in ${value.folder}, for ${value.names.join(', ')}.`,
    `It ends on ${dayOf(serverEnds)}, its authority on ${dayOf(authorityEnds)}.`,
    ...certificateWarnings(shown, namesOfMachine(), now),
    '',
    'Fingerprint of the authority (SHA-256), for the projector:',
    ...groups(fingerprint),
    '',
    'Hand the authority out: `npm run drydock -- certificate --print-ca > room.pem`.',
    'Serve with it: `npm start -- --host 0.0.0.0`.',
  ]);
}

/** What is damaged is no obstacle to making it anew. */
function readCertificateOr(home: string, anew: boolean): HomeCertificate | undefined {
  try {
    return readCertificate(home);
  } catch (error) {
    if (anew) return undefined;
    throw error;
  }
}

function printAuthority(had: HomeCertificate | undefined, output: Output): void {
  if (had === undefined)
    throw new DrydockError('not-found', {
      message: 'This home has no certificate.',
      fix: 'Make one: `npm run drydock -- certificate`.',
    });
  const { authority, fingerprint } = had;
  output.answer(
    { certificate: authority.certificate, fingerprint },
    authority.certificate.trimEnd().split('\n'),
  );
}

const join = (one: SubjectNames, other: SubjectNames): SubjectNames => ({
  dns: [...new Set([...one.dns, ...other.dns])],
  addresses: [...new Set([...one.addresses, ...other.addresses])],
});

/** `YYYY-MM-DD`, in UTC. */
const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

/** Four lines of eight pairs: browsers show them so, and eyes keep the place. */
function groups(fingerprint: string): readonly string[] {
  const pairs = fingerprint.split(':');
  return [0, 8, 16, 24].map((at) => `  ${pairs.slice(at, at + 8).join(':')}`);
}
