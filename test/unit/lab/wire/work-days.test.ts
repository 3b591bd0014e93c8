import { expect, test } from 'vitest';
import { noWorkDays, readWorkDays, sayWorkDays } from '../../../../src/lab/wire/work-days.ts';

test.each([
  ['1', 1],
  ['30d', 30],
  ['3650', 3_650],
  ['always', null],
] as const)('%s is a time for which work is kept', (text, days) => {
  expect(readWorkDays(text)).toBe(days);
});

test.each(['', '0', '3651', '-1', '1.5', '1e3', ' 30', '30 days', 'Always', '٣٠'])('“%s” is none', (text) => {
  expect(readWorkDays(text)).toBeUndefined();
  expect(noWorkDays(text)).toEqual({
    message: `“${text}” is no time for which work can be kept.`,
    fix: 'Say a number of days from 1 to 3650, or “always”.',
  });
});

test.each([
  [1, 'for 1 day after nothing more is accepted of its assignment'],
  [365, 'for 365 days after nothing more is accepted of its assignment'],
  [null, 'until whoever handed it in is erased'],
] as const)('%s is said in words', (days, words) => {
  expect(sayWorkDays(days)).toBe(words);
});
