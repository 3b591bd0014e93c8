import { expect, test } from 'vitest';
import { findHostNames } from '../../../src/server/host-names.ts';

const local = ['127.0.0.1', 'localhost', '[::1]'];

test.each(['127.0.0.1', 'localhost'])('%s: the three names of loopback, for this machine only', (host) => {
  expect(findHostNames(host)).toEqual({ names: local, shown: '127.0.0.1', loopbackOnly: true });
});

test('::1 is shown in brackets', () => {
  expect(findHostNames('::1')).toMatchObject({ shown: '[::1]', loopbackOnly: true });
});

test('a wildcard: the addresses of this machine, and names that were allowed', () => {
  const names = findHostNames('0.0.0.0', ['book.example'], () => ['127.0.0.1', '10.0.0.7', 'fd00::7']);
  expect(names).toEqual({
    names: [...local, '10.0.0.7', '[fd00::7]', 'book.example'],
    shown: 'book.example',
    loopbackOnly: false,
  });
});

test('one address: that one', () => {
  expect(findHostNames('10.0.0.7')).toEqual({ names: ['10.0.0.7'], shown: '10.0.0.7', loopbackOnly: false });
});

test.each(['127.evil.test', '127.0.0.1.nip.io', 'localhost.evil.test'])('%s is not loopback', (host) => {
  expect(findHostNames(host).loopbackOnly).toBe(false);
});
