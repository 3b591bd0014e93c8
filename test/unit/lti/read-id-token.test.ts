/** What is believed of a platform's token, and what is not. */
import fc from 'fast-check';
import {
  base64url,
  createLocalJWKSet,
  exportSPKI,
  generateKeyPair,
  importJWK,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LtiPlatform } from '../../../src/lab/ports/lti-store.ts';
import { claims } from '../../../src/lti/claims.ts';
import { readIdToken } from '../../../src/lti/read-id-token.ts';
import { clientId, type PlatformDouble, startPlatform } from '../../fixtures/lti/platform.ts';

const now = new Date('2026-11-24T08:00:00.000Z');
const tool = 'https://tool.test';
let double: PlatformDouble;
let platform: LtiPlatform;
beforeAll(async () => {
  double = await startPlatform({ dialect: 'canvas', tool: () => tool, now: () => now });
  platform = { ...double.registration, id: 'P', state: 'confirmed', at: now.toISOString() };
});
afterAll(() => double[Symbol.asyncDispose]());

const read = (token: string, at = now) =>
  readIdToken(token, {
    platform,
    keys: createLocalJWKSet({ keys: [double.publicKey()] }),
    nonce: 'N',
    launchUrl: `${tool}/lti/launch`,
    now: at,
  });
const changed = async (change: Readonly<Record<string, unknown>>) =>
  double.sign({ ...double.payload('N'), ...change });
const seconds = Math.floor(now.getTime() / 1000);

describe('a launch that holds', () => {
  test('says who comes, from where, as what, and by which link', async () => {
    double.say({ destination: 'lab:start/first-container' });
    expect(await read(await changed({}))).toMatchObject({
      type: 'resource',
      platform: 'P',
      deployment: 'deployment:1',
      subject: 'user-1',
      name: 'Anna Berg',
      context: { id: 'course-7', title: 'Operating systems' },
      resourceLink: 'link-1',
      destination: 'lab:start/first-container',
      lineItems: `${double.origin}/course/7/lineitems`,
      lineItem: undefined,
    });
  });

  test('to choose what is linked says where the choice goes', async () => {
    double.say({ deepLinking: true });
    expect(await read(await changed({}))).toMatchObject({
      type: 'choose',
      returnUrl: `${double.origin}/deep-link-return?course=7`,
      takesLinks: true,
      data: 'kept-for-us',
    });
    double.say({});
  });

  test.each([
    ['a minute before its time', { iat: seconds + 59, exp: seconds + 300 }],
    ['a minute after its end', { exp: seconds - 59 }],
    ['an audience of one in a list', { aud: [clientId] }],
    ['no azp', { azp: undefined }],
    ['no name', { name: undefined }],
    ['claims of others', { 'https://canvas.test/more': { a: 1 } }],
    ['a target with a query', { [claims.target]: `${tool}/lti/launch?a=1` }],
  ])('may have %s', async (_, change) => {
    expect(await read(await changed(change))).toMatchObject({ subject: 'user-1' });
  });
});

describe('refused', () => {
  test.each([
    ['another issuer', { iss: 'https://evil.test' }, 'from another platform'],
    ['another audience', { aud: 'client-2' }, 'addressed to somebody else'],
    ['an audience beside us', { aud: [clientId, 'client-2'] }, 'to somebody else too'],
    ['another azp', { azp: 'client-2' }, 'to somebody else too'],
    ['an end that is over', { exp: seconds - 61 }, 'too old'],
    ['no end', { exp: undefined }, 'has no end'],
    ['no time of its making', { iat: undefined }, 'at another time'],
    ['a making in the future', { iat: seconds + 61, exp: seconds + 400 }, 'at another time'],
    ['a making long ago, though it goes on', { iat: seconds - 700, exp: seconds + 86_400 }, 'too old'],
    ['a time that has not come', { nbf: seconds + 61 }, 'has not come'],
    ['no nonce', { nonce: undefined }, 'not the answer to anything'],
    ['another nonce', { nonce: 'M' }, 'not the answer to what this browser asked'],
    ['a nonce that is no text', { nonce: 7 }, 'nonce is not'],
    ['another version', { [claims.version]: '1.1' }, 'version is not'],
    ['another message', { [claims.messageType]: 'LtiSubmissionReviewRequest' }, 'message_type is not'],
    ['no message type', { [claims.messageType]: undefined }, 'message_type is not'],
    ['no deployment', { [claims.deployment]: undefined }, 'deployment_id is not'],
    ['a target elsewhere', { [claims.target]: 'https://evil.test/lti/launch' }, 'it leads to'],
    ['a target below ours', { [claims.target]: `${tool}/lti/launch/x` }, 'it leads to'],
    ['no target', { [claims.target]: undefined }, 'target_link_uri is not'],
    ['no subject', { sub: undefined }, 'does not say who'],
    ['a subject of 256 signs', { sub: 'x'.repeat(256) }, 'sub is not'],
    ['roles that are none', { [claims.roles]: 'Learner' }, 'roles is not'],
    ['no link', { [claims.resourceLink]: undefined }, 'resource_link is not'],
    [
      'scores that go over no TLS',
      { [claims.endpoint]: { scope: [], lineitems: 'http://platform.test/lineitems' } },
      'no address over TLS',
    ],
    [
      'scores that go to a file',
      { [claims.endpoint]: { scope: [], lineitem: 'file:///etc/passwd' } },
      'no address over TLS',
    ],
  ])('%s', async (_, change, words) => {
    await expect(read(await changed(change))).rejects.toThrow(
      expect.objectContaining({ code: 'lti-refused', message: expect.stringContaining(words) }),
    );
  });

  test('no signature: alg none', async () => {
    const token = new UnsecuredJWT(double.payload('N')).encode();
    await expect(read(token)).rejects.toThrow('of a kind that is not taken');
    // As libraries were fooled by: the header alone says none.
    const [, body] = (await changed({})).split('.');
    for (const alg of ['none', 'None', 'NONE', 'nOnE'])
      await expect(read(`${base64url.encode(JSON.stringify({ alg }))}.${body}.`)).rejects.toThrow(
        'let you in',
      );
  });

  test('HS256 with the public key as its secret', async () => {
    const spki = await exportSPKI((await importJWK(double.publicKey(), 'RS256')) as CryptoKey);
    for (const secret of [spki, JSON.stringify(double.publicKey()), double.publicKey().n ?? '']) {
      const token = await new SignJWT(double.payload('N'))
        .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
        .sign(new TextEncoder().encode(secret));
      await expect(read(token)).rejects.toThrow('of a kind that is not taken');
    }
  });

  test('a key of somebody else, under the kid of the platform and in the header', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = await crypto.subtle.exportKey('jwk', publicKey);
    const foreign = (header: object) =>
      new SignJWT(double.payload('N'))
        .setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header })
        .sign(privateKey);
    await expect(read(await foreign({}))).rejects.toThrow('signature is not by the platform');
    await expect(read(await foreign({ jwk }))).rejects.toThrow('signature is not by the platform');
    await expect(read(await foreign({ jku: 'https://evil.test/jwks' }))).rejects.toThrow(
      'is not by the platform',
    );
    await expect(read(await foreign({ kid: 'k9' }))).rejects.toThrow('does not publish');
  });

  test('whatever else is sent as a token', async () => {
    const good = await changed({});
    const [head = '', body = '', signature = ''] = good.split('.');
    for (const token of [
      '',
      '..',
      'a.b.c',
      `${head}.${body}`,
      `${good}.x`,
      `${head}.${body}.${signature.slice(1)}`,
    ])
      await expect(read(token), token).rejects.toThrow(expect.objectContaining({ code: 'lti-refused' }));
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 200 }), async (token) => {
        await expect(read(token)).rejects.toThrow(expect.objectContaining({ code: 'lti-refused' }));
      }),
    );
  });

  test('a token in which any one sign of what is signed was changed', async () => {
    const good = await changed({});
    const signed = good.lastIndexOf('.');
    await fc.assert(
      fc.asyncProperty(fc.nat(signed - 1), fc.constantFrom(...'AZaz09-_'), async (at, sign) => {
        fc.pre(good[at] !== sign && good[at] !== '.');
        const token = good.slice(0, at) + sign + good.slice(at + 1);
        await expect(read(token)).rejects.toThrow(expect.objectContaining({ code: 'lti-refused' }));
      }),
      { numRuns: 60 },
    );
  });
});
