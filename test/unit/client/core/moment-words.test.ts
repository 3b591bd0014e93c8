import { expect, it } from 'vitest';
import { dayAndTime, momentWords } from '../../../../src/client/core/moment-words.ts';

it('says a moment by the clock of the course, and by the reader’s where that shows another time', () => {
  const due = '2026-11-30T22:59:00Z';
  expect(dayAndTime(due, 'Europe/Vienna')).toBe('Mon 30 Nov 2026, 23:59');
  expect(momentWords(due, 'Europe/Vienna', 'Europe/Berlin')).toBe('Mon 30 Nov 2026, 23:59');
  expect(momentWords(due, 'Europe/Vienna', 'America/New_York')).toBe(
    'Mon 30 Nov 2026, 23:59 Vienna time, which is 17:59 for you',
  );
  expect(momentWords('2026-12-31T23:30:00Z', 'Asia/Kolkata', 'UTC')).toBe(
    'Fri 1 Jan 2027, 05:00 Kolkata time, which is Thu 31 Dec 2026, 23:30 for you',
  );
});
