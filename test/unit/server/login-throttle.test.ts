import { expect, test } from 'vitest';
import { makeLoginThrottle } from '../../../src/server/login-throttle.ts';

test('two failures a minute and twelve more an hour', () => {
  let now = Date.UTC(2026, 0, 1);
  const throttle = makeLoginThrottle(() => new Date(now));
  const failUntilHeld = () => {
    let failures = 0;
    while (throttle.waitMs() === 0) {
      throttle.failed();
      failures++;
    }
    return failures;
  };
  expect(failUntilHeld()).toBe(14);
  expect(throttle.waitMs()).toBe(60_000);
  now += 59_999;
  expect(throttle.waitMs()).toBe(1);
  now += 1;
  expect(failUntilHeld()).toBe(2);
  now += 3_600_000;
  expect(failUntilHeld()).toBe(14);
});
