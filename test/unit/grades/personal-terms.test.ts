import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AdjustmentSchema, changesInForce } from '../../../src/grades/adjustment.ts';
import { personalTerms, showsResults } from '../../../src/grades/personal-terms.ts';
import { AssignmentPolicySchema } from '../../../src/grades/policy/assignment-policy.ts';
import { anyAdjustments, anyPolicy } from './grade/arbitrary.ts';

const exam = AssignmentPolicySchema.parse({
  title: 'Exam',
  zone: 'Europe/Berlin',
  labs: [{ lab: 'caps/drop', contentHash: 'a', points: 10 }],
  window: { opens: '2027-01-11T08:00:00Z', due: '2027-01-11T12:00:00Z', minutes: 60 },
  attempts: 1,
  keep: 'last',
  late: { after: { kind: 'refused' } },
  shown: { results: 'after-due', hints: 'closed', solutions: 'closed' },
});

/** Of any policy: changes as they hold for `p`, and the same in another order. */
const anyChanges = anyPolicy.chain((policy) =>
  anyAdjustments(Date.parse(policy.window.due)).chain((adjustments) => {
    const changes = changesInForce(adjustments, 'p');
    return fc.record({
      policy: fc.constant(policy),
      changes: fc.constant(changes),
      shuffled: fc.shuffledSubarray([...changes], { minLength: changes.length }),
      opened: fc.option(
        fc
          .integer({ min: -100 * 60, max: 60 })
          .map((minutes) => new Date(Date.parse(policy.window.due) + minutes * 60_000).toISOString()),
        { nil: undefined },
      ),
    });
  }),
);

describe('the terms of a person', () => {
  test('are the same in whatever order adjustments were made', () => {
    fc.assert(
      fc.property(anyChanges, ({ policy, changes, shuffled, opened }) => {
        const { labs, ...terms } = personalTerms(policy, changes, opened);
        const { labs: others, ...same } = personalTerms(policy, shuffled, opened);
        expect(same).toEqual(terms);
        expect(others.map(({ points }) => points)).toEqual(labs.map(({ points }) => points));
      }),
      { numRuns: 500 },
    );
  });

  test('are never worse for an adjustment', () => {
    fc.assert(
      fc.property(anyChanges, ({ policy, changes, opened }) => {
        const before = personalTerms(policy, changes.slice(1), opened);
        const after = personalTerms(policy, changes, opened);
        expect(after.end >= before.end).toBe(true);
        expect(after.lastMoment >= before.lastMoment).toBe(true);
        if (typeof after.attempts === 'number')
          expect(after.attempts).toBeGreaterThanOrEqual(Number(before.attempts));
      }),
      { numRuns: 500 },
    );
  });

  test('give a factor of the minutes, to be begun as late as by all others', () => {
    const terms = (opened?: string) =>
      personalTerms(
        exam,
        [
          { kind: 'factor', factor: 1.5 },
          { kind: 'extra-minutes', minutes: 10 },
        ],
        opened,
      );
    expect(terms().due).toBe('2027-01-11T12:40:00.000Z');
    expect(terms('2027-01-11T08:00:00.000Z').end).toBe('2027-01-11T09:40:00.000Z');
    expect(terms('2027-01-11T11:00:00.000Z').end).toBe('2027-01-11T12:40:00.000Z');
    expect(terms('2027-01-11T11:30:00.000Z').end).toBe('2027-01-11T12:40:00.000Z');
  });

  test('multiply factors without losing a millisecond to a float', () => {
    const changes = [1.1, 1.1, 1.1].map((factor) => ({ kind: 'factor', factor }) as const);
    expect(personalTerms(exam, changes, '2027-01-11T08:00:00.000Z').length).toBe(60 * 60_000 * 1.331);
  });

  test('give the part of a millisecond that factors leave over', () => {
    const short = { ...exam, window: { ...exam.window, minutes: 1 } };
    const changes = [1.01, 1.01, 1.01].map((factor) => ({ kind: 'factor', factor }) as const);
    expect(personalTerms(short, changes, undefined).length).toBe(61_819);
  });

  test('take the later of two labs for one', () => {
    const by = (lab: 'caps/a' | 'caps/b') =>
      ({ kind: 'equivalent', lab: 'caps/drop', by: { lab, contentHash: 'b' } }) as const;
    expect(personalTerms(exam, [by('caps/b'), by('caps/a')], undefined).labs).toEqual([
      { lab: 'caps/a', contentHash: 'b', points: 10, insteadOf: 'caps/drop' },
    ]);
  });

  test('give a factor of the window where no minutes are counted', () => {
    const { window } = exam;
    const open = { ...exam, window: { opens: window.opens, due: window.due } };
    expect(personalTerms(open, [{ kind: 'factor', factor: 1.25 }], undefined).end).toBe(
      '2027-01-11T13:00:00.000Z',
    );
  });

  test('let an extension hold whatever the clock since first open says', () => {
    const changes = [{ kind: 'extension', until: '2027-01-12T12:00:00.000Z' }] as const;
    expect(personalTerms(exam, changes, '2027-01-11T08:00:00.000Z').end).toBe('2027-01-12T12:00:00.000Z');
  });

  test('show results when the time of all and of this person is over', () => {
    const extended = personalTerms(
      exam,
      [{ kind: 'extension', until: '2027-01-12T12:00:00.000Z' }],
      '2027-01-11T08:00:00.000Z',
    );
    const early = personalTerms(exam, [], '2027-01-11T08:00:00.000Z');
    expect(showsResults(exam, early, '2027-01-11T10:00:00.000Z')).toBe(false);
    expect(showsResults(exam, early, '2027-01-11T12:00:00.001Z')).toBe(true);
    expect(showsResults(exam, extended, '2027-01-12T12:00:00.000Z')).toBe(false);
    expect(showsResults(exam, extended, '2027-01-12T12:00:00.001Z')).toBe(true);
  });
});

describe('an adjustment', () => {
  const made = (id: string, more: object) =>
    AdjustmentSchema.parse({
      id,
      person: 'anna',
      change: { kind: 'extra-attempts', attempts: 1 },
      by: 'lecturer',
      at: '2026-11-20T08:00:00Z',
      reason: '',
      ...more,
    });

  test('holds until a later one of the same person replaces it', () => {
    const first = made('1', {});
    const second = made('2', { replaces: '1', change: { kind: 'extra-attempts', attempts: 2 } });
    const third = made('3', { replaces: '2', change: { kind: 'withdrawn' } });
    const [a] = changesInForce([first], 'anna');
    expect(a).toEqual({ kind: 'extra-attempts', attempts: 1 });
    expect(changesInForce([second, first], 'anna')).toEqual([{ kind: 'extra-attempts', attempts: 2 }]);
    expect(changesInForce([first, second, third], 'anna')).toEqual([{ kind: 'withdrawn' }]);
    expect(changesInForce([first, { ...second, person: 'ben' }], 'anna')).toHaveLength(1);
    expect(changesInForce([first, { ...second, at: '2026-11-19T08:00:00.000Z' }], 'anna')).toHaveLength(2);
  });

  test('takes nothing back without saying what', () => {
    const parsed = AdjustmentSchema.safeParse({ ...made('1', {}), change: { kind: 'withdrawn' } });
    expect(parsed.error?.issues[0]?.path).toEqual(['replaces']);
  });
});
