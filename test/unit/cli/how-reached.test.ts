import { beforeEach, describe, expect, test } from 'vitest';
import { renewCertificate } from '../../../src/certificate/renew-certificate.ts';
import { parseNames } from '../../../src/certificate/subject-names.ts';
import { certificateWarnings } from '../../../src/cli/certificate-warnings.ts';
import { howReached } from '../../../src/cli/how-reached.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

const now = new Date();
const later = (days: number) => new Date(now.getTime() + days * 86_400_000);
let home: string;
beforeEach(() => {
  const made = makeTemporaryFolder();
  home = made.path;
  return () => made[Symbol.dispose]();
});
const reach = (more: object = {}, at = now) => howReached({ home, host: '0.0.0.0', name: [], ...more }, at);
const make = () =>
  renewCertificate(home, { names: parseNames(['room.local', '10.0.0.1']), room: '5', now, anew: false });

describe('a server for others', () => {
  test('speaks plain HTTP without a certificate, and says what that means', () => {
    const { certificate, warnings } = reach();
    expect(certificate).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining('over plain HTTP')]);
  });

  test('speaks TLS where there is one, under the names that were given and those of the certificate', async () => {
    const { server } = await make();
    expect(reach({ name: ['first.local', 'fd00::1'] })).toMatchObject({
      certificate: server,
      allowedHosts: ['first.local', '[fd00::1]', 'room.local'],
    });
    expect(reach({ tls: false }).certificate).toBeUndefined();
  });

  test('is not started with a certificate that has ended, or that is not there', async () => {
    expect(() => reach({ tls: true })).toThrow(expect.objectContaining({ code: 'not-found' }));
    await make();
    expect(() => reach({}, later(398))).toThrow(expect.objectContaining({ code: 'setup-failed' }));
    expect(reach({ tls: false }, later(398)).certificate).toBeUndefined();
  });
});

test('on loopback, and behind a proxy, plain HTTP is spoken unless TLS is asked for', async () => {
  const { server } = await make();
  expect(reach({ host: '127.0.0.1' })).toMatchObject({ warnings: [] });
  expect(reach({ host: '127.0.0.1' }).certificate).toBeUndefined();
  expect(reach({ host: 'localhost', tls: true }).certificate).toEqual(server);
  const behind = reach({ publicUrl: 'https://Room.Example/' });
  expect(behind).toMatchObject({ publicOrigin: 'https://room.example', warnings: [] });
  expect(behind.certificate).toBeUndefined();
});

test.each(['room.example', 'https://room.example/path', 'https://me@room.example', 'ftp://room.example', ''])(
  'a public URL that is no origin is refused: “%s”',
  (publicUrl) => {
    expect(() => reach({ publicUrl })).toThrow(expect.objectContaining({ code: 'bad-usage' }));
  },
);

test('warnings come 30 days before an end, after it, and for an address that is new', async () => {
  const made = await make();
  expect(certificateWarnings(made, made.names, now)).toEqual([]);
  expect(certificateWarnings(made, made.names, later(380))).toEqual([
    expect.stringMatching(/^The certificate ends in 1\d days: .*--renew/),
  ]);
  expect(certificateWarnings(made, made.names, later(6 * 365))).toEqual([
    expect.stringContaining('The certificate has ended'),
    expect.stringContaining('The authority has ended'),
  ]);
  expect(certificateWarnings(made, parseNames(['10.0.0.1', '10.0.0.2']), now)).toEqual([
    expect.stringContaining('10.0.0.2'),
  ]);
});
