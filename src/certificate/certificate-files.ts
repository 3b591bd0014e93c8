/** The certificates of a home: `tls/` in it, its keys for nobody else to read. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { describeFileFault, isDiskFull } from '../files/file-fault.ts';
import { makeOwnFolder } from '../files/make-folder.ts';
import { readOwnFile } from '../files/plain-file.ts';
import { DrydockError } from '../lab/errors.ts';
import type { KeyedCertificate } from './make-certificate.ts';
import { parseNames, type SubjectNames } from './subject-names.ts';

/** What a home has. */
export interface HomeCertificate {
  readonly authority: KeyedCertificate;
  readonly server: KeyedCertificate;
  readonly names: SubjectNames;
  /** SHA-256 of the authority's certificate, as browsers show it. */
  readonly fingerprint: string;
  readonly serverEnds: Date;
  readonly authorityEnds: Date;
}

const files = {
  authority: { certificate: 'ca.pem', key: 'ca-key.pem' },
  server: { certificate: 'server.pem', key: 'server-key.pem' },
} as const;

const fix =
  'If you have a copy, put it back. Without one, remove the folder and make new ones: `drydock certificate`. Browsers then have to be given the new authority.';

export const certificateFolder = (home: string): string => join(home, 'tls');

/** Undefined where the home has none. Throws `setup-failed` where a part of it is gone, damaged, or another's. */
export function readCertificate(home: string): HomeCertificate | undefined {
  const folder = certificateFolder(home);
  const read = (name: string) => readOwnFile(join(folder, name), fix);
  const texts = Object.values(files).flatMap(({ certificate, key }) => [read(certificate), read(key)]);
  if (texts.every((text) => text === undefined)) return undefined;
  const [authority, authorityKey, server, serverKey] = texts;
  if (
    authority === undefined ||
    authorityKey === undefined ||
    server === undefined ||
    serverKey === undefined
  )
    throw damaged(folder, 'a part of it is not there');
  return parse(folder, {
    authority: { certificate: authority, key: authorityKey },
    server: { certificate: server, key: serverKey },
  });
}

function parse(
  folder: string,
  { authority, server }: { authority: KeyedCertificate; server: KeyedCertificate },
): HomeCertificate {
  try {
    const issuer = new X509Certificate(authority.certificate);
    const leaf = new X509Certificate(server.certificate);
    const fits =
      issuer.checkPrivateKey(createPrivateKey(authority.key)) &&
      leaf.checkPrivateKey(createPrivateKey(server.key)) &&
      leaf.verify(issuer.publicKey);
    if (!fits) throw damaged(folder, 'its parts do not belong together');
    return {
      authority,
      server,
      names: namesOf(leaf),
      fingerprint: issuer.fingerprint256,
      serverEnds: leaf.validToDate,
      authorityEnds: issuer.validToDate,
    };
  } catch (cause) {
    if (cause instanceof DrydockError) throw cause;
    throw damaged(folder, 'it does not hold certificates that Drydock has written', cause);
  }
}

/** Node writes them as `DNS:room.local, IP Address:192.168.1.2`. */
function namesOf({ subjectAltName = '' }: X509Certificate): SubjectNames {
  return parseNames(subjectAltName.split(', ').map((name) => name.replace(/^(?:DNS|IP Address):/, '')));
}

/** Writes both, each file whole or not at all; private keys with mode 0600. */
export function writeCertificate(
  home: string,
  { authority, server }: Pick<HomeCertificate, 'authority' | 'server'>,
): void {
  const folder = certificateFolder(home);
  makeOwnFolder(folder, { mode: 0o700, fix: 'Use another home with --home DIR.' });
  try {
    chmodSync(folder, 0o700);
    for (const [{ certificate, key }, made] of [
      [files.authority, authority],
      [files.server, server],
    ] as const) {
      writeFileAtomic.sync(join(folder, key), made.key, { mode: 0o600 });
      writeFileAtomic.sync(join(folder, certificate), made.certificate, { mode: 0o644 });
    }
  } catch (cause) {
    if (isDiskFull(cause))
      throw new DrydockError('disk-full', {
        message: `Nothing can be written to ${folder}: the disk is full.`,
        fix: 'Free some space on the disk of the home, then try again.',
        cause,
      });
    throw new DrydockError('setup-failed', {
      message: `${folder} cannot be written: ${describeFileFault(cause) ?? String(cause)}.`,
      fix: 'Make the home writable, or use another one with --home DIR.',
      cause,
    });
  }
}

const damaged = (folder: string, why: string, cause?: unknown) =>
  new DrydockError('setup-failed', {
    message: `The certificate in ${folder} cannot be used: ${why}.`,
    fix,
    cause,
  });
