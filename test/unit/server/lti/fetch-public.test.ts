/** Which servers a platform can have us ask. */
import { describe, expect, test } from 'vitest';
import { makeLtiHttp } from '../../../../src/lti/http.ts';
import { isPublicAddress, type Lookup, makeFetchPublic } from '../../../../src/server/lti/fetch-public.ts';

const inside: readonly (readonly [of: string, ...addresses: string[]])[] = [
  ['this machine', '127.0.0.1', '127.8.8.8', '0.0.0.0', '::1', '::', '::ffff:127.0.0.1'],
  ['a private network', '10.0.0.1', '172.16.0.1', '192.168.1.1', 'fc00::1', 'fd12::1', '::ffff:10.0.0.1'],
  ['its link', '169.254.169.254', 'fe80::1'],
  ['a carrier', '100.64.0.1'],
  ['many at once', '224.0.0.1', 'ff02::1', '255.255.255.255'],
  ['what leads to IPv4 by another way', '64:ff9b::7f00:1', '2002:7f00:1::1', '::10.0.0.1', '::a00:1'],
  ['what is thrown away, or stands for nobody', '100::1', '100:0:0:1::1', '2001:db8::1', '3fff::1'],
  ['what is given to protocols', '2001::1', '2001:2::1', '2001:20::1', '5f00::1'],
  ['what is given to nobody yet', '200::1', '4000::1', '6000::1', '8000::1', 'c000::1', 'f000::1'],
];

describe('an address', () => {
  test.each(inside)('case 357: of %s is not one of the internet', (_, ...addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  test.each([
    '93.184.215.14',
    '2606:2800:21f:cb07:6820:80da:af6b:8b2c',
    '2001:4860:4860::8888',
    '2a00:1450::1',
  ])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test('that is none is not', () => {
    expect(isPublicAddress('lms.test')).toBe(false);
  });
});

/** Every name leads there. */
const leadingTo =
  (...addresses: string[]): Lookup =>
  (_, __, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

describe('case 339: a registration that names an address within', () => {
  const get = (url: string, find = leadingTo('127.0.0.1')) =>
    makeLtiHttp({ fetch: makeFetchPublic(find), timeoutMs: 20_000 })({ url });

  test.each([
    'https://127.0.0.1:1/',
    'https://[::1]:1/',
    'https://169.254.169.254/latest/meta-data',
    'https://2130706433/',
    'http://93.184.215.14/',
    'https://lms.test/',
  ])('%s is not asked, and it is said what lets it be', async (url) => {
    await expect(get(url)).rejects.toThrow(
      expect.objectContaining({
        code: 'lti-failed',
        message: expect.stringContaining('--local-platforms'),
      }),
    );
  });

  test('nor is a name that leads within and without', async () => {
    await expect(get('https://lms.test/', leadingTo('93.184.215.14', '10.0.0.1'))).rejects.toThrow(
      'in a private network',
    );
  });
});
