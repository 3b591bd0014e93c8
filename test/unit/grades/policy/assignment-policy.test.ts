import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { AdjustmentSchema } from '../../../../src/grades/adjustment.ts';
import { GradingSchema, OverrideSchema, SubmissionSchema } from '../../../../src/grades/grade/handed-in.ts';
import { personalTerms } from '../../../../src/grades/personal-terms.ts';
import { AssignmentPolicySchema } from '../../../../src/grades/policy/assignment-policy.ts';
import { describePolicy, describeTerms } from '../../../../src/grades/policy/describe-policy.ts';
import { readValue } from '../../../../src/grades/read-value.ts';
import { DrydockError } from '../../../../src/lab/errors.ts';

const written = {
  title: 'First week',
  zone: 'Europe/Berlin',
  labs: [
    { lab: 'base-images/distroless', contentHash: 'aa', points: 10 },
    { lab: 'caps/drop', contentHash: 'bb', points: 2.5 },
  ],
  window: { opens: '2026-10-01T08:00:00Z', due: '2026-10-23T21:59:00Z' },
  attempts: 3,
  keep: 'best',
  newValues: true,
  late: {
    graceMinutes: 10,
    after: { kind: 'percent', each: 'day', percent: 10, of: 'earned', floor: 50, most: 3 },
  },
  shown: { results: 'after-due', hints: 'open', solutions: 'closed' },
  pass: 50,
};
const policy = readValue(AssignmentPolicySchema, written, 'the policy');

function problemsOf(input: unknown): readonly (readonly [string | undefined, string])[] {
  try {
    readValue(AssignmentPolicySchema, input, 'the policy');
    return [];
  } catch (error) {
    if (!(error instanceof DrydockError)) throw error;
    expect(error.code).toBe('bad-assignment');
    return (error.problems ?? [error]).map(({ message, place }) => [place?.key, message]);
  }
}

describe('a policy', () => {
  test('is read with what it does not say', () => {
    expect(policy).toMatchObject({ late: { graceMinutes: 10 }, checks: { error: 'undecided' } });
    expect(policy.window.due).toBe('2026-10-23T21:59:00.000Z');
    expect(readValue(AssignmentPolicySchema, policy, 'the policy')).toEqual(policy);
  });

  test('and all that is recorded can be described by JSON Schema, going in and coming out', () => {
    for (const schema of [
      AssignmentPolicySchema,
      AdjustmentSchema,
      SubmissionSchema,
      GradingSchema,
      OverrideSchema,
    ])
      for (const io of ['input', 'output'] as const)
        expect(z.toJSONSchema(schema, { io })).toMatchObject({ type: 'object' });
  });

  test('is refused with every key that is wrong', () => {
    const { keep: _, ...rest } = written;
    expect(
      problemsOf({
        ...rest,
        zone: 'Europe/Berlim',
        labs: [...written.labs, written.labs[0]],
        window: { opens: '2026-10-25', due: '2026-10-23T21:59:00Z' },
        late: { after: { kind: 'percent', each: 'day', percent: 0.001, of: 'earned', most: 400 } },
        visible: true,
      }),
    ).toEqual([
      [
        'zone',
        '“zone” of the policy is wrong: there is no time zone “Europe/Berlim”; “Europe/Berlin” is one.',
      ],
      ['labs', '“labs” of the policy is wrong: expected each lab once.'],
      [
        'window.opens',
        '“window.opens” of the policy is wrong: expected a moment with its offset, as 2026-10-25T23:59:00Z.',
      ],
      ['keep', '“keep” of the policy is missing.'],
      ['late.after.percent', '“late.after.percent” of the policy is wrong: expected at most two decimals.'],
      ['late.after.most', '“late.after.most” of the policy is wrong: expected at most 366 days.'],
      ['visible', '“visible” of the policy is unknown.'],
    ]);
    expect(
      problemsOf({ ...written, window: { opens: '2026-10-24T00:00:00+02:00', due: '2026-10-23T21:59:00Z' } }),
    ).toEqual([['window.due', '“window.due” of the policy is wrong: expected a moment after “opens”.']]);
    expect(problemsOf('not at all')).toHaveLength(1);
  });

  test.each([
    ['a point more than two decimals', { labs: [{ ...written.labs[0], points: 1.005 }] }, 'labs.0.points'],
    ['a lab for nothing', { labs: [{ ...written.labs[0], points: 0 }] }, 'labs.0.points'],
    ['no attempt', { attempts: 0 }, 'attempts'],
    ['more than all to pass', { pass: 101 }, 'pass'],
    [
      'a year that nobody means',
      { window: { ...written.window, due: '20261-01-01T00:00:00Z' } },
      'window.due',
    ],
    ['the year 206', { window: { ...written.window, opens: '0206-10-01T08:00:00Z' } }, 'window.opens'],
    [
      'late days without a last one',
      { late: { after: { ...written.late.after, most: 367 } } },
      'late.after.most',
    ],
  ])('is refused with %s', (_, change, key) => {
    expect(problemsOf({ ...written, ...change }).map(([at]) => at)).toContain(key);
  });

  test('is said in sentences, with dates by both clocks', () => {
    expect(describePolicy(policy, 'America/New_York')).toEqual([
      '“First week” is 2 labs for 12.5 points: base-images/distroless for 10 points, caps/drop for 2.5 points.',
      'It opens Thu 1 Oct 2026, 10:00 CEST (UTC+2), which is Thu 1 Oct 2026, 04:00 EDT (UTC-4) for you in America/New_York.',
      'It is due Fri 23 Oct 2026, 23:59 CEST (UTC+2), which is Fri 23 Oct 2026, 17:59 EDT (UTC-4) for you in America/New_York; what begins to be uploaded by then is on time.',
      'Work that is up to 10 minutes late loses nothing.',
      'Late work loses 10 % of what it earned for each day that has begun since it was due, but is not brought below 50 % of that.',
      'A day ends when clocks in Europe/Berlin show the time again at which it was due.',
      'Work that is more than 3 days late is not accepted.',
      'Clocks in Europe/Berlin are changed Sun 25 Oct 2026, 02:00 CET (UTC+1), which is Sat 24 Oct 2026, 21:00 EDT (UTC-4) for you in America/New_York: the day of that has not 24 hours.',
      'You may hand in each lab 3 times.',
      'Of several attempts at a lab the best counts.',
      'Values that differ from learner to learner are drawn anew for each attempt.',
      'What could not be graded by a fault of the machine costs nothing and uses no attempt.',
      'What is hidden from a check does not pass.',
      'What the machine cannot show to a check is not counted.',
      'A check that breaks leaves the grade open.',
      'Results are shown when the time is over, for all and for you.',
      'Hints are open, and solutions are closed.',
      '50 % of the points is needed to pass.',
    ]);
  });

  test('says nothing of clocks that are changed when no day is counted any more', () => {
    const window = { opens: '2026-10-27T08:00:00Z', due: '2026-10-30T22:59:00Z' };
    const november = readValue(AssignmentPolicySchema, { ...written, window }, 'the policy');
    expect(describePolicy(november, 'Europe/Berlin').join('\n')).not.toContain('are changed');
  });

  test('is said more shortly where it asks for less', () => {
    const plain = readValue(
      AssignmentPolicySchema,
      {
        ...written,
        window: { opens: '2027-01-11T08:00:00Z', due: '2027-01-11T12:00:00Z', minutes: 90 },
        attempts: 1,
        late: { after: { kind: 'refused' } },
        pass: undefined,
      },
      'the policy',
    );
    expect(describePolicy(plain, 'Europe/Berlin').slice(3)).toEqual([
      'From the moment when you first open it you have 1 hour 30 minutes.',
      'Late work is not accepted.',
      'You may hand in each lab once.',
      'What could not be graded by a fault of the machine costs nothing and uses no attempt.',
      'What is hidden from a check does not pass.',
      'What the machine cannot show to a check is not counted.',
      'A check that breaks leaves the grade open.',
      'Results are shown when the time is over, for all and for you.',
      'Hints are open, and solutions are closed.',
    ]);
    const terms = (opened?: string) =>
      describeTerms(plain, personalTerms(plain, [{ kind: 'factor', factor: 1.5 }], opened), 'Europe/Berlin');
    expect(terms()).toEqual([
      'You have 2 hours 15 minutes from the moment when you first open it, and at the latest until Mon 11 Jan 2027, 13:45 CET (UTC+1).',
    ]);
    expect(terms('2027-01-11T08:30:07.000Z')).toEqual([
      'You first opened it Mon 11 Jan 2027, 09:30:07 CET (UTC+1), and have 2 hours 15 minutes from then.',
      'For you it is due Mon 11 Jan 2027, 11:45:07 CET (UTC+1).',
    ]);
  });

  test('is said for one person without a word of why', () => {
    const say = (changes: Parameters<typeof personalTerms>[1]) =>
      describeTerms(policy, personalTerms(policy, changes, undefined), 'Europe/Berlin');
    expect(say([])).toEqual([
      'For you it is due Fri 23 Oct 2026, 23:59 CEST (UTC+2), as for all.',
      'Nothing is accepted of you after Mon 26 Oct 2026, 23:59 CET (UTC+1).',
    ]);
    expect(
      say([
        { kind: 'extension', until: '2026-10-30T22:59:00.000Z' },
        { kind: 'extra-attempts', attempts: 2 },
        { kind: 'equivalent', lab: 'caps/drop', by: { lab: 'caps/other', contentHash: 'c' } },
      ]),
    ).toEqual([
      'For you it is due Fri 30 Oct 2026, 23:59 CET (UTC+1).',
      'Nothing is accepted of you after Mon 2 Nov 2026, 23:59 CET (UTC+1).',
      'For you: You may hand in each lab 5 times.',
      'In the place of caps/drop you work on caps/other.',
    ]);
    expect(say([{ kind: 'excused' }])).toEqual([
      'You are excused from this assignment: it does not count for you.',
    ]);
  });
});
