import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GradePolicy, grade, selfPaced } from '../../../../src/lab/checks/grade.ts';
import type { CheckResult } from '../../../../src/lab/checks/result.ts';
import {
  consentItems,
  consentVersion,
  keptUntil,
  needsConsent,
} from '../../../../src/lab/sessions/consent.ts';
import { emptiedResults } from '../../../../src/lab/sessions/emptied-results.ts';

describe('consent', () => {
  test.each([
    ['nobody was asked', undefined, true],
    ['to words of before', { version: consentVersion - 1, keepDays: 30 }, true],
    ['to a shorter time', { version: consentVersion, keepDays: 29 }, true],
    ['to this', { version: consentVersion, keepDays: 30 }, false],
    ['to a longer time', { version: consentVersion, keepDays: 31 }, false],
  ])('given %s', (_, given, needed) => {
    expect(needsConsent(given, { keepDays: 30 })).toBe(needed);
  });

  test('says for how long, and nothing is kept longer than somebody agreed to', () => {
    expect(consentItems({ keepDays: 1 }).at(-1)?.text).toContain('Until 1 day after');
    const session = { ends: '2026-11-24T10:00:00.000Z', keepDays: 30 };
    expect(keptUntil(session).toISOString()).toBe('2026-12-24T10:00:00.000Z');
    expect(keptUntil(session, { keepDays: 7 }).toISOString()).toBe('2026-12-01T10:00:00.000Z');
    expect(keptUntil(session, { keepDays: 90 }).toISOString()).toBe('2026-12-24T10:00:00.000Z');
  });
});

test('emptied results earn the same under every policy, and have nothing of what was seen', () => {
  const result: fc.Arbitrary<CheckResult> = fc.record(
    {
      id: fc.string(),
      task: fc.string(),
      title: fc.string(),
      status: fc.constantFrom('pass', 'fail', 'blocked', 'skip', 'error'),
      guard: fc.boolean(),
      points: fc.nat(9),
      earned: fc.nat(9),
      of: fc.nat(9),
      observed: fc.constant('seen'),
      expected: fc.constant('seen'),
      message: fc.constant('seen'),
      container: fc.constant('seen'),
      process: fc.constant('seen'),
      cause: fc.constant('seen'),
      unknown: fc.constantFrom('host-lacks', 'not-seen', 'not-yet'),
    },
    {
      requiredKeys: [
        'id',
        'task',
        'title',
        'status',
        'guard',
        'points',
        'earned',
        'of',
        'observed',
        'expected',
        'message',
      ],
    },
  );
  const strict: GradePolicy = { hostLacks: 'undecided', notSeen: 'undecided', error: 'not-passed' };
  fc.assert(
    fc.property(fc.array(result), (results) => {
      const emptied = emptiedResults(results);
      for (const policy of [selfPaced, strict])
        expect(grade(emptied, policy)).toEqual(grade(results, policy));
      for (const { observed, expected, message, container, process, cause } of emptied)
        expect([observed, expected, message, container ?? '', process ?? '', cause ?? ''].join('')).toBe('');
    }),
  );
});
