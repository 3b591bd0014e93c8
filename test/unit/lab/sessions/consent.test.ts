import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GradePolicy, grade, selfPaced } from '../../../../src/lab/checks/grade.ts';
import type { CheckResult } from '../../../../src/lab/checks/result.ts';
import {
  agreementOf,
  consentItems,
  consentVersion,
  keptUntil,
  needsConsent,
  withdrawnVersion,
} from '../../../../src/lab/sessions/consent.ts';
import { emptiedResults } from '../../../../src/lab/sessions/emptied-results.ts';

const until = '2026-12-24T10:00:00.000Z';
const session = { ends: '2026-11-24T10:00:00.000Z', keepDays: 30 };

describe('consent', () => {
  test.each([
    ['nobody was asked', undefined, true],
    ['to words of before', { version: consentVersion - 1, keepDays: 30, until }, true],
    ['and took it back', { version: withdrawnVersion, keepDays: 30, until }, true],
    ['to a shorter time', { version: consentVersion, keepDays: 29, until }, true],
    ['to this', { version: consentVersion, keepDays: 30, until }, false],
    ['to a longer time', { version: consentVersion, keepDays: 31, until }, false],
    ['to a day before', { version: consentVersion, keepDays: 30, until: '2026-12-23T10:00:00.000Z' }, false],
    ['to more than that', { version: consentVersion, keepDays: 30, until: '2026-12-23T09:59:59.999Z' }, true],
  ])('given %s', (_, given, needed) => {
    expect(needsConsent(given, session)).toBe(needed);
  });

  test('says for how long, and nothing is kept longer than somebody agreed to', () => {
    expect(consentItems({ ...session, keepDays: 1 }).at(-1)?.text).toContain(
      'Until 2026-11-25, which is 1 day after the session is to end',
    );
    const of = (keepDays: number, last: string) =>
      keptUntil(session, { keepDays, until: last }).toISOString();
    expect(keptUntil(session).toISOString()).toBe(until);
    expect(of(7, until)).toBe('2026-12-01T10:00:00.000Z');
    expect(of(90, '2027-01-01T00:00:00.000Z')).toBe(until);
    expect(of(30, '2026-12-20T00:00:00.000Z')).toBe('2026-12-20T00:00:00.000Z');
  });

  test('is never recorded of a longer time than was said', () => {
    const recorded = agreementOf({ until: '9999-12-31T00:00:00.000Z' }, session);
    expect(recorded).toEqual({ version: consentVersion, keepDays: 30, until });
    expect(agreementOf({ until: '2026-12-24T09:00:00.000Z' }, session).until).toBe(
      '2026-12-24T09:00:00.000Z',
    );
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
