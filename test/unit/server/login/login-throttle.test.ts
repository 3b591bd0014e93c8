import { beforeEach, describe, expect, test } from 'vitest';
import { type LoginTry, makeLoginThrottle } from '../../../../src/server/login/login-throttle.ts';

let now: number;
let tokens: number;
let throttle: ReturnType<typeof makeLoginThrottle>;
beforeEach(() => {
  now = Date.UTC(2026, 0, 1);
  tokens = 0;
  throttle = makeLoginThrottle(() => new Date(now));
});

/** A link that nobody tried. */
const from = (address: string): LoginTry => ({ address, token: `wrong-${tokens++}` });
const waitOf = (address: string) => throttle.waitMs(from(address));

/** How many of so many are looked at. */
function tryMany(count: number, next: () => LoginTry): number {
  let looked = 0;
  for (let at = 0; at < count; at++) {
    const tried = next();
    if (throttle.waitMs(tried) > 0) continue;
    throttle.failed(tried);
    looked++;
  }
  return looked;
}

describe('an address', () => {
  test('has sixty wrong links at once, and one more every three seconds', () => {
    expect(tryMany(100, () => from('192.0.2.1'))).toBe(60);
    expect(waitOf('192.0.2.1')).toBe(3_000);
    now += 2_999;
    expect(waitOf('192.0.2.1')).toBe(1);
    now += 1;
    expect(tryMany(100, () => from('192.0.2.1'))).toBe(1);
    now += 3_600_000;
    expect(tryMany(100, () => from('192.0.2.1'))).toBe(60);
  });

  test('waits alone', () => {
    tryMany(100, () => from('192.0.2.1'));
    expect(waitOf('192.0.2.2')).toBe(0);
  });

  test('is the same, mapped into IPv6 or not', () => {
    tryMany(100, () => from('192.0.2.1'));
    expect(waitOf('::ffff:192.0.2.1')).toBe(3_000);
  });

  test('of a connection that tells none is one too', () => {
    expect(tryMany(100, () => from(''))).toBe(60);
  });

  test('waits no longer when the clock is set back', () => {
    tryMany(100, () => from('192.0.2.1'));
    now -= 86_400_000;
    expect(waitOf('192.0.2.1')).toBe(3_000);
  });
});

test('a wrong link that is tried again is held back by itself, and is no new guess of its address', () => {
  expect(tryMany(100, () => ({ address: '192.0.2.1', token: 'used' }))).toBe(60);
  expect(throttle.waitMs({ address: '192.0.2.2', token: 'used' })).toBe(3_000);
  expect(tryMany(100, () => from('192.0.2.1'))).toBe(59);
});

describe('case 270: guesses from many addresses', () => {
  test('of one /64 of IPv6 are of one, and of two are of two', () => {
    expect(tryMany(100, () => from(`2001:db8:0:1::${(tokens + 1).toString(16)}`))).toBe(60);
    expect(waitOf('2001:db8:0:1:ffff::1')).toBe(3_000);
    expect(waitOf('2001:db8:0:2::1')).toBe(0);
  });

  test.each([
    [4_095, 1],
    [4_096, 60],
  ])('fill no memory: after %i others an address has %i tries', (others, tries) => {
    tryMany(60, () => from('192.0.2.1'));
    for (let other = 0; other < others; other++) throttle.failed(from(`10.0.${other >> 8}.${other & 255}`));
    now += 5_000;
    expect(tryMany(100, () => from('192.0.2.1'))).toBe(tries);
  });

  test('faster than the machine should look for them have all wait for milliseconds', () => {
    expect(tryMany(5_000, () => from(`10.1.${tokens >> 8}.${tokens & 255}`))).toBe(1_000);
    expect(waitOf('192.0.2.1')).toBe(5);
    now += 5;
    expect(waitOf('192.0.2.1')).toBe(0);
  });
});
