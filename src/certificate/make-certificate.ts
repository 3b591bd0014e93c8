/**
 * A certificate authority of a room, and certificates of its server (RFC 5280). Keys are ECDSA on P-256, which every
 * browser takes.
 */
import 'reflect-metadata';
import { createPrivateKey, randomBytes } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { nameConstraints, nameConstraintsOid, refusedNames } from './name-constraints.ts';
import type { SubjectNames } from './subject-names.ts';

/** A certificate and its private key, both as PEM (RFC 7468); the key in PKCS #8. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly key: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 86_400_000;

/** An authority lasts longer than a course; a certificate no longer than browsers take one from an authority of one's own. */
export const validDays = { authority: 5 * 365, server: 397 } as const;

/** For the names that are given, and what else `nameConstraints` permits. `room` is shown where it is installed. */
export async function makeAuthority(room: string, names: SubjectNames, now: Date): Promise<KeyedCertificate> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(),
      name: [{ CN: [`Drydock room ${room}`] }],
      ...validity(now, validDays.authority),
      keys,
      signingAlgorithm: algorithm,
      extensions: [
        // It signs certificates of servers, and no authority below it. §4.2.1.9
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
        new x509.Extension(nameConstraintsOid, true, Uint8Array.from(nameConstraints(names))),
      ],
    },
    crypto,
  );
  return { certificate: pemOf(certificate), key: await pemOfKey(keys.privateKey) };
}

/** A certificate for a server of these names, signed by the authority. */
export async function makeServerCertificate(
  authority: KeyedCertificate,
  names: SubjectNames,
  now: Date,
): Promise<KeyedCertificate> {
  const keys = await makeKeys();
  const issuer = new x509.X509Certificate(authority.certificate);
  const end = new Date(
    Math.min(validity(now, validDays.server).notAfter.getTime(), issuer.notAfter.getTime()),
  );
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: serialNumber(),
      subject: [{ CN: ['Drydock'] }],
      issuer: issuer.subjectName,
      ...validity(now, validDays.server),
      notAfter: end,
      publicKey: keys.publicKey,
      signingKey: await importKey(authority.key),
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([
          ...names.dns.map((value) => ({ type: 'dns', value }) as const),
          ...names.addresses.map((value) => ({ type: 'ip', value }) as const),
        ]),
        await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey, false, crypto),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
      ],
    },
    crypto,
  );
  return { certificate: pemOf(certificate), key: await pemOfKey(keys.privateKey) };
}

/** Those of the names for which an authority may not vouch. */
export function refusedBy(authority: KeyedCertificate, names: SubjectNames): readonly string[] {
  const constraints = new x509.X509Certificate(authority.certificate).getExtension(nameConstraintsOid);
  return constraints === null ? [] : refusedNames(new Uint8Array(constraints.value), names);
}

const makeKeys = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

/** Clocks of a room differ: it is valid since the day before. */
const validity = (now: Date, days: number) => ({
  notBefore: new Date(now.getTime() - dayMs),
  notAfter: new Date(now.getTime() + days * dayMs),
});

/** 127 random bits and no sign: §4.1.2.2. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

const pemOf = (certificate: x509.X509Certificate) => `${certificate.toString('pem')}\n`;

async function pemOfKey(key: CryptoKey): Promise<string> {
  const bytes = Buffer.from(await crypto.subtle.exportKey('pkcs8', key));
  return String(
    createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' }).export({ format: 'pem', type: 'pkcs8' }),
  );
}

function importKey(pem: string): Promise<CryptoKey> {
  const bytes = createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' });
  return crypto.subtle.importKey('pkcs8', bytes, algorithm, false, ['sign']);
}
