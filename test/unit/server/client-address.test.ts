import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeAddressOf } from '../../../src/server/client-address.ts';

const request = (remoteAddress: string | undefined, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

describe('behind a proxy on this machine', () => {
  const addressOf = makeAddressOf(true);

  test.each([
    ['127.0.0.1', '192.0.2.7', '192.0.2.7'],
    ['::ffff:127.0.0.1', '10.0.0.1,192.0.2.7', '192.0.2.7'],
    ['::1', 'x, 192.0.2.1 ,  2001:db8::7 ', '2001:db8::7'],
    ['127.0.0.1', undefined, '127.0.0.1'],
    ['127.0.0.1', '', '127.0.0.1'],
    ['127.0.0.1', '192.0.2.7,', '127.0.0.1'],
    ['127.0.0.1', '192.0.2.7, 192.0.2.8:443', '127.0.0.1'],
    ['127.0.0.1', '192.0.2.7, unknown', '127.0.0.1'],
    // Not the proxy: whoever reaches the port from elsewhere can write anything.
    ['192.0.2.9', '192.0.2.7', '192.0.2.9'],
    [undefined, '192.0.2.7', ''],
  ])('%s that forwards %s is %s', (peer, forwarded, address) => {
    expect(addressOf(request(peer, forwarded))).toBe(address);
  });

  test('what a client writes changes nothing', () => {
    fc.assert(
      fc.property(fc.string(), (written) => {
        expect(addressOf(request('127.0.0.1', `${written}, 192.0.2.7`))).toBe('192.0.2.7');
      }),
    );
  });
});

test('without a proxy the address is the connection’s', () => {
  expect(makeAddressOf(false)(request('127.0.0.1', '192.0.2.7'))).toBe('127.0.0.1');
});
