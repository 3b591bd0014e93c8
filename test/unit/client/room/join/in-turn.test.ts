import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../../../../src/client/core/api.ts';
import { inTurn } from '../../../../../src/client/room/join/in-turn.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const report = { code: 'too-many', title: 'Too many at once', message: 'Later.' } as const;
const later = (seconds?: number) => new ApiError(429, report, undefined, seconds);

test('asks again when the server says, as often as it says so', async () => {
  const answers = [later(3), later(2), 'in'];
  const told: number[] = [];
  const ask = vi.fn(async () => {
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next;
  });
  const asking = inTurn(ask, (seconds) => told.push(seconds), new AbortController().signal);
  await vi.advanceTimersByTimeAsync(2_999);
  expect(ask).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(2_001);
  expect(await asking).toBe('in');
  expect(told).toEqual([3, 2]);
});

test('gives back a refusal that says no time', async () => {
  const asking = inTurn(
    () => Promise.reject(later()),
    () => expect.fail('it waits'),
    new AbortController().signal,
  );
  await expect(asking).rejects.toMatchObject({ status: 429 });
});

test('ends with the wait that is given up, and asks no more', async () => {
  const givenUp = new AbortController();
  const ask = vi.fn(() => Promise.reject(later(3)));
  const asking = inTurn(ask, () => undefined, givenUp.signal);
  await vi.advanceTimersByTimeAsync(1);
  givenUp.abort();
  expect(await asking).toBeUndefined();
  expect(ask).toHaveBeenCalledTimes(1);
});
