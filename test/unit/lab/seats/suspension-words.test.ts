import { expect, it } from 'vitest';
import { spanWords, suspensionWords } from '../../../../src/lab/seats/suspension-words.ts';

it.each([
  [2_000, '2 seconds'],
  [90_000, '1 minute'],
  [8.5 * 3_600_000, '8 hours'],
  [3_600_000, '1 hour'],
  [49 * 3_600_000, '2 days'],
  [3, '0 seconds'],
])('says %d ms as %s', (ms, words) => {
  expect(spanWords(ms)).toBe(words);
});

it('tells of a stop, and not of a pause, after which all goes on as it was', () => {
  expect(suspensionWords({ state: 'suspended', as: 'paused' })).toBeUndefined();
  expect(suspensionWords({ state: 'woken', as: 'stopped', afterMs: 8 * 3_600_000 })).toBe(
    'Your seat was stopped after 8 hours without anyone there. Its files are as you left them; shells have ended.',
  );
});
