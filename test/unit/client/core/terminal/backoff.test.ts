import { expect, test } from 'vitest';
import { makeBackoff } from '../../../../../src/client/core/terminal/backoff.ts';

test('waits double up to the most, and start anew after success', () => {
  const backoff = makeBackoff({ random: () => 1 });
  const waits = Array.from({ length: 7 }, () => backoff.next());
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  backoff.reset();
  expect(backoff.next()).toBe(500);
});

test('jitter only shortens a wait, by a quarter at most', () => {
  expect(makeBackoff({ random: () => 0 }).next()).toBe(375);
});
