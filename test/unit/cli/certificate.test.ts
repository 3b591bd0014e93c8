import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { certificateFolder } from '../../../src/certificate/certificate-files.ts';
import { type CertificateOptions, showCertificate } from '../../../src/cli/commands/certificate.ts';
import { namesOfMachine } from '../../../src/cli/machine-names.ts';
import { makeTemporaryFolder } from '../../fixtures/temporary-folder.ts';

let home: string;
beforeEach(() => {
  const made = makeTemporaryFolder();
  home = made.path;
  return () => made[Symbol.dispose]();
});

/** What the command answers, for programs and for people. */
async function run(more: Partial<CertificateOptions> = {}, now = new Date()) {
  let answered: { readonly value: unknown; readonly lines: readonly string[] } | undefined;
  const answer = (value: unknown, lines: readonly string[]) => {
    answered = { value, lines };
  };
  await showCertificate({ home, names: [], ...more }, { json: false, answer }, now);
  const { value, lines } = answered ?? { value: {}, lines: [] };
  return { value: value as Readonly<Record<string, unknown>>, text: lines.join('\n') };
}

test('the first time a certificate is made for this machine and the names that were given', async () => {
  const { value, text } = await run({ names: ['room.local'] });
  const machine = namesOfMachine();
  expect(value).toMatchObject({
    made: true,
    names: expect.arrayContaining(['room.local', 'localhost', '127.0.0.1', ...machine.addresses]),
  });
  const pairs = String(value.fingerprint).split(':');
  expect(pairs).toHaveLength(32);
  expect(text).toContain(`  ${pairs.slice(0, 8).join(':')}\n  ${pairs.slice(8, 16).join(':')}\n`);
});

test('then it is shown, and made anew for a name that it lacks, or where that is asked', async () => {
  const first = (await run()).value;
  expect((await run()).value).toEqual({ ...first, made: false });
  expect((await run({ names: ['localhost'] })).value.made).toBe(false);
  const named = (await run({ names: ['room.local'] })).value;
  expect(named).toMatchObject({ made: true, fingerprint: first.fingerprint });
  expect(named.names).toContain('room.local');
  const renewed = (await run({ renew: true })).value;
  expect(renewed).toMatchObject({ made: true, fingerprint: first.fingerprint });
  expect(renewed.names).toContain('room.local');
  const anew = (await run({ newAuthority: true })).value;
  expect(anew.fingerprint).not.toBe(first.fingerprint);
  expect(anew.names).not.toContain('room.local');
});

test('the authority is printed as PEM and nothing else, and no key', async () => {
  await expect(run({ printCa: true })).rejects.toMatchObject({ code: 'not-found' });
  const { fingerprint } = (await run()).value;
  const { text } = await run({ printCa: true });
  expect(new X509Certificate(text).fingerprint256).toBe(fingerprint);
  expect(text).not.toContain('PRIVATE');
  expect(text.match(/-----BEGIN/g)).toHaveLength(1);
});

test('a damaged one is told, and made anew where a new authority is asked for', async () => {
  await run();
  writeFileSync(join(certificateFolder(home), 'ca.pem'), 'damaged');
  await expect(run()).rejects.toMatchObject({ code: 'setup-failed' });
  expect((await run({ newAuthority: true })).value.made).toBe(true);
});

test('says when it ends soon', async () => {
  await run();
  const { text } = await run({}, new Date(Date.now() + 380 * 86_400_000));
  expect(text).toMatch(/The certificate ends in 1\d days: `npm run drydock -- certificate --renew`/);
});
