import { expect, test } from 'vitest';
import { csrfToken, findCookies, isSameToken } from '../../../src/server/session-cookie.ts';

test('every value of the name is found, and no other name', () => {
  const header = 'drydock-4321=a; drydock-43210=b;drydock-4321=c==; x-drydock-4321=d; drydock-4321';
  expect(findCookies(header, 'drydock-4321')).toEqual(['a', 'c==']);
  expect(findCookies(undefined, 'drydock-4321')).toEqual([]);
  expect(findCookies('drydock-4321=x; '.repeat(1000), 'drydock-4321')).toHaveLength(4);
});

test('the token of a session is its own and the server’s', () => {
  const secret = new Uint8Array(32);
  const token = csrfToken(secret, 'session');
  expect(isSameToken(token, csrfToken(secret, 'session'))).toBe(true);
  expect(isSameToken(token, csrfToken(secret, 'other'))).toBe(false);
  expect(isSameToken(token, csrfToken(new Uint8Array(32).fill(1), 'session'))).toBe(false);
  expect(isSameToken(token, undefined)).toBe(false);
  expect(isSameToken(token, `${token}x`)).toBe(false);
});
