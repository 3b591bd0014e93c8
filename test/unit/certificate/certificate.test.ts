/** Certificates as OpenSSL, by Node's TLS, takes or refuses them. */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { certificateFolder, readCertificate } from '../../../src/certificate/certificate-files.ts';
import {
  type KeyedCertificate,
  makeAuthority,
  makeServerCertificate,
  refusedBy,
} from '../../../src/certificate/make-certificate.ts';
import { renewCertificate } from '../../../src/certificate/renew-certificate.ts';
import { standingOf } from '../../../src/certificate/standing.ts';
import { missingNames, parseNames } from '../../../src/certificate/subject-names.ts';
import { DrydockError } from '../../../src/lab/errors.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const now = new Date();
const names = parseNames(['room.example', 'laptop.local', '192.168.1.20', 'fd00::2', '203.0.113.7']);

/** What a client that knows the authority says of a server: undefined where it is who it should be. */
async function shake(server: KeyedCertificate, authority: KeyedCertificate, name: string) {
  const listening = createServer({ cert: server.certificate, key: server.key }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const isAddress = /^[\d.]+$|:/.test(name);
  const client = connect({
    port,
    host: '127.0.0.1',
    ca: authority.certificate,
    ...(isAddress ? {} : { servername: name }),
    ...(isAddress && {
      checkServerIdentity: (_, { raw }) => {
        const named = new X509Certificate(raw).checkIP(name);
        return named === undefined ? new Error('another address') : undefined;
      },
    }),
  });
  try {
    return await once(client, 'secureConnect').then(
      () => undefined,
      // Node has no code for what OpenSSL says of constraints.
      ({ code, message }: NodeJS.ErrnoException) => (code === 'UNSPECIFIED' ? message : code),
    );
  } finally {
    client.destroy();
    listening.close();
  }
}

describe('a certificate', () => {
  test('is taken under each of its names, and under no other', async () => {
    const authority = await makeAuthority('5', names, now);
    const server = await makeServerCertificate(authority, names, now);
    for (const name of [...names.dns, ...names.addresses])
      expect([name, await shake(server, authority, name)]).toEqual([name, undefined]);
    expect(await shake(server, authority, 'bank.example')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  test('of another authority of the same name is refused', async () => {
    const [authority, other] = [await makeAuthority('5', names, now), await makeAuthority('5', names, now)];
    const server = await makeServerCertificate(other, names, now);
    expect(await shake(server, authority, 'room.example')).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  test('case 342: for a name that its authority may not vouch for is refused', async () => {
    const authority = await makeAuthority('5', names, now);
    for (const name of ['bank.example', '198.51.100.1', 'xroom.example']) {
      const foreign = parseNames([name]);
      const server = await makeServerCertificate(authority, foreign, now);
      expect([name, await shake(server, authority, name)]).toEqual([name, 'permitted subtree violation']);
      expect(refusedBy(authority, foreign)).toEqual([name]);
    }
    const within = parseNames(['seat.room.example', 'other.local', '10.1.2.3', 'fd12::1']);
    const server = await makeServerCertificate(authority, within, now);
    for (const name of [...within.dns, ...within.addresses])
      expect([name, await shake(server, authority, name)]).toEqual([name, undefined]);
    expect(refusedBy(authority, within)).toEqual([]);
  });

  test('cannot make another one, and lasts no longer than its authority', async () => {
    const authority = await makeAuthority('5', names, now);
    const server = await makeServerCertificate(authority, names, now);
    const deeper = await makeServerCertificate(server, names, now);
    expect(await shake(deeper, authority, 'room.example')).toBeDefined();
    const late = new Date(now.getTime() + (5 * 365 - 10) * 86_400_000);
    const last = new X509Certificate((await makeServerCertificate(authority, names, late)).certificate);
    expect(last.validToDate).toEqual(new X509Certificate(authority.certificate).validToDate);
    const days = (new X509Certificate(server.certificate).validToDate.getTime() - now.getTime()) / 86_400_000;
    expect(Math.round(days)).toBe(397);
  });
});

describe('names', () => {
  test('are read as they may be typed', () => {
    expect(parseNames([' Room.Example. ', '[FD00::0002]', '::ffff:10.0.0.1', 'room.example'])).toEqual({
      dns: ['room.example'],
      addresses: ['fd00::2', '10.0.0.1'],
    });
  });

  test.each(['', 'a b', 'http://room', 'room:4321', '*.room', '-a.b', '1.2.3', '10.0.0.256', 'a..b', 'ä.b'])(
    '“%s” is refused',
    (text) => {
      expect(() => parseNames([text])).toThrow(DrydockError);
    },
  );

  test('whatever is given is read into what is read the same again, or refused as used wrongly', () => {
    const text = fc.oneof(fc.string(), fc.domain(), fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), (texts) => {
        try {
          const once = parseNames(texts);
          const again = parseNames([...once.dns, ...once.addresses]);
          expect(again).toEqual(once);
          expect(missingNames(once, again)).toEqual([]);
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad-usage' });
        }
      }),
    );
  });
});

describe('in a home', () => {
  let home: string;
  beforeEach(() => {
    const made = makeTemporaryFolder();
    home = made.path;
    return () => made[Symbol.dispose]();
  });
  const renew = (more: object = {}) =>
    renewCertificate(home, { names, room: '5', now, anew: false, ...more });
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => (error instanceof DrydockError ? error.code : String(error)),
    );

  test('private keys are for its owner alone', async () => {
    await renew();
    const modes = readdirSync(certificateFolder(home)).map((name) => [
      name,
      statSync(join(certificateFolder(home), name)).mode & 0o777,
    ]);
    expect(Object.fromEntries(modes)).toEqual({
      'ca.pem': 0o644,
      'ca-key.pem': 0o600,
      'server.pem': 0o644,
      'server-key.pem': 0o600,
    });
    expect(statSync(certificateFolder(home)).mode & 0o777).toBe(0o700);
  });

  test('a new certificate has the old authority, unless a new one is asked for', async () => {
    const first = await renew();
    const second = await renew({ names: parseNames(['other.local']) });
    expect(second.fingerprint).toBe(first.fingerprint);
    expect(second.names.dns).toEqual(['other.local']);
    expect(await shake(second.server, first.authority, 'other.local')).toBeUndefined();
    const third = await renew({ anew: true });
    expect(third.fingerprint).not.toBe(first.fingerprint);
    expect(readCertificate(home)).toEqual(third);
  });

  test('an authority that has ended, or may not vouch for a name, signs nothing', async () => {
    await renew();
    const foreign = { names: parseNames(['bank.example']) };
    expect(await codeOf(renew(foreign))).toBe('setup-failed');
    const later = { now: new Date(now.getTime() + 6 * 365 * 86_400_000) };
    expect(await codeOf(renew(later))).toBe('setup-failed');
    expect(readCertificate(home)?.names).toEqual(names);
  });

  test.each([
    ['a file that is gone', (folder: string) => rmSync(join(folder, 'server-key.pem'))],
    ['a file that is none', (folder: string) => writeFileSync(join(folder, 'ca.pem'), 'nothing')],
    ['an empty key', (folder: string) => writeFileSync(join(folder, 'server-key.pem'), '')],
  ])('%s is told', async (_, damage) => {
    await renew();
    damage(certificateFolder(home));
    expect(() => readCertificate(home)).toThrow(
      expect.objectContaining({ code: 'setup-failed', message: expect.stringContaining('cannot be used') }),
    );
  });

  test('a key of another certificate is told', async () => {
    const { server } = await renew();
    await renew();
    writeFileSync(join(certificateFolder(home), 'server-key.pem'), server.key);
    expect(() => readCertificate(home)).toThrow('do not belong together');
  });
});

test('a certificate is good, ends soon, or has ended', () => {
  const after = (days: number) => new Date(now.getTime() + days * 86_400_000);
  expect(standingOf(after(31), now)).toEqual({ state: 'good', days: 31 });
  expect(standingOf(after(29.5), now)).toEqual({ state: 'soon', days: 29 });
  expect(standingOf(after(-1), now)).toEqual({ state: 'over', days: 0 });
});
