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

test('all together have two hundred a second', () => {
  expect(tryMany(2_000, (index) => `192.0.2.${index % 250}`)).toBe(1_000);
  expect(throttle.waitMs('203.0.113.1')).toBe(5);
});
