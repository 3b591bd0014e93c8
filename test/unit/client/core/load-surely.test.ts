import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadSurely } from '../../../../src/client/core/load-surely.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('code that does not come is asked for until it does, and each time it is told', async () => {
  let asked = 0;
  const load = async () => {
    asked += 1;
    if (asked < 3) throw new TypeError('Failed to fetch dynamically imported module');
    return 'code';
  };
  const trouble = vi.fn();
  const loaded = loadSurely(load, trouble);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([asked, trouble.mock.calls.length]).toEqual([1, 1]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await loaded).toBe('code');
  expect([asked, trouble.mock.calls.length]).toEqual([3, 2]);
  expect(vi.getTimerCount()).toBe(0);
});

test('code that nobody answers for is told to be late, and taken as soon as it comes', async () => {
  const coming = Promise.withResolvers<string>();
  const trouble = vi.fn();
  const loaded = loadSurely(() => coming.promise, trouble);
  await vi.advanceTimersByTimeAsync(9_000);
  expect(trouble).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(trouble).toHaveBeenCalledOnce();
  coming.resolve('code');
  expect(await loaded).toBe('code');
});
