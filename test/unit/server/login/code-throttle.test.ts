import { beforeEach, describe, expect, test } from 'vitest';
import { makeCodeThrottle } from '../../../../src/server/login/code-throttle.ts';

let now: number;
let throttle: ReturnType<typeof makeCodeThrottle>;
beforeEach(() => {
  now = Date.UTC(2026, 0, 1);
  throttle = makeCodeThrottle(() => new Date(now));
});

/** How many of so many wrong ones are looked for. */
function tryMany(count: number, addressOf: (index: number) => string): number {
  let looked = 0;
  for (let index = 0; index < count; index++) {
    const address = addressOf(index);
    if (throttle.waitMs(address) > 0) continue;
    throttle.failed(address);
    looked++;
  }
  return looked;
}

describe('wrong codes of one address', () => {
  test('are looked for six hundred at once, and a hundred a second after that', () => {
    expect(tryMany(1_000, () => '192.0.2.1')).toBe(600);
    expect(throttle.waitMs('192.0.2.1')).toBe(10);
    let looked = 0;
    for (let ms = 0; ms < 1_000; ms++) {
      now += 1;
      looked += tryMany(5, () => '192.0.2.1');
    }
    expect(looked).toBe(100);
  });

  test('have no other wait', () => {
    tryMany(1_000, () => '192.0.2.1');
    expect(throttle.waitMs('192.0.2.2')).toBe(0);
  });
});

describe('wrong codes of all together', () => {
  test('are looked for a thousand at once and a hundred a second after that, of networks that sent some just now', () => {
    for (let index = 0; index < 24; index++) throttle.failed(`192.0.2.${index}`);
    expect(tryMany(3_000, (index) => `192.0.2.${index % 24}`)).toBe(1_000);
    now += 1_000;
    const more = tryMany(3_000, (index) => `192.0.2.${index % 24}`);
    expect(more).toBe(100);
  });

  test('keep nobody waiting whose network sent none', () => {
    for (let index = 0; index < 24; index++) throttle.failed(`192.0.2.${index}`);
    tryMany(3_000, (index) => `192.0.2.${index % 24}`);
    expect(throttle.waitMs('203.0.113.1')).toBe(0);
  });

  test('are bounded also where each comes from a network of its own', () => {
    const own = (index: number) => `2001:db8:0:${index.toString(16)}::1`;
    expect(tryMany(3_000, own)).toBe(1_000);
    expect(throttle.waitMs('203.0.113.1')).toBe(10);
  });
});
