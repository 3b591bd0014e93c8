import { expect, test } from 'vitest';
import type { AdjustmentChange } from '../../../../src/grades/adjustment.ts';
import { describeAdjustment } from '../../../../src/grades/policy/describe-adjustment.ts';

const said: readonly [AdjustmentChange, string][] = [
  [
    { kind: 'extension', until: '2026-12-02T22:59:00.000Z' },
    'On time until Wed 2 Dec 2026, 23:59 CET (UTC+1)',
  ],
  [{ kind: 'factor', factor: 1.5 }, '1.5 times the time'],
  [{ kind: 'extra-minutes', minutes: 1 }, '1 minute more'],
  [{ kind: 'extra-minutes', minutes: 90 }, '1 hour 30 minutes more'],
  [{ kind: 'extra-attempts', attempts: 1 }, '1 attempt more at each lab'],
  [{ kind: 'extra-attempts', attempts: 2 }, '2 attempts more at each lab'],
  [{ kind: 'excused' }, 'Excused'],
  [
    { kind: 'equivalent', lab: 'a/b', by: { lab: 'c/d', contentHash: 'e'.repeat(64) } },
    'c/d in the place of a/b',
  ],
  [{ kind: 'withdrawn' }, 'Taken back'],
];

test.each(said)('%o is said by the clocks of the course', (change, words) => {
  expect(describeAdjustment(change, { course: 'Europe/Vienna', reader: 'Europe/Vienna' })).toBe(words);
});
