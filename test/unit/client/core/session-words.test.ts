import { describe, expect, test } from 'vitest';
import { clockTime, duration, teacherName, timeWords } from '../../../../src/client/core/session-words.ts';
import { nine, someSession, timeOf } from '../../../fixtures/sessions/board.ts';

const berlin = 'Europe/Berlin';
const now = new Date(nine);

describe('a time', () => {
  test.each([
    [timeOf(30), berlin, '10:30'],
    [timeOf(30), 'Asia/Tokyo', '10:30 (Berlin time)'],
    [timeOf(60 * 15), berlin, '01:00 on 25 November'],
    [timeOf(60 * 24), 'Asia/Tokyo', '10:00 on 25 November (Berlin time)'],
  ])('%s is said in the zone of the session to somebody in %s: %s', (at, here, words) => {
    expect(clockTime(at, berlin, now, here)).toBe(words);
  });

  test('names no zone where the clocks agree, whatever they are called', () => {
    expect(clockTime(timeOf(0), berlin, now, 'Europe/Paris')).toBe('10:00');
  });

  test('is that of the day it is on, also where the clocks change before it', () => {
    const summer = new Date('2026-10-24T12:00:00.000Z');
    expect(clockTime('2026-10-25T12:00:00.000Z', berlin, summer, berlin)).toBe('13:00 on 25 October');
  });
});

test.each([
  [-5, '0 min'],
  [1, '1 min'],
  [60_000, '1 min'],
  [60_001, '2 min'],
  [60 * 60_000, '1 h'],
  [65 * 60_000, '1 h 5 min'],
  [3 * 24 * 3_600_000, '3 days'],
])('%i ms are %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

describe('how long a session is', () => {
  const words = (phase: typeof someSession.phase, minute: number) =>
    timeWords({ ...someSession, phase }, new Date(nine + minute * 60_000), berlin);
  test('is said by its phase', () => {
    expect(words('planned', -20)).toBe('opens at 10:00, in 20 min');
    expect(words('open', 138)).toBe('until 13:00, 42 min left');
    expect(words('paused', 138)).toBe('until 13:00, 42 min left');
    expect(words('ended', 138)).toBe('ended early');
    expect(words('ended', 200)).toBe('ended at 13:00');
  });
});

test('the owner of a home has no name to be shown', () => {
  expect([teacherName('local'), teacherName('Ida')]).toEqual(['The instructor', 'Ida']);
});
