import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  missingOf,
  policyOf,
  rulesOf,
  usualRules,
  withLab,
} from '../../../../src/client/grades/assignment-form/rules-form.ts';
import { AssignmentPolicySchema } from '../../../../src/grades/policy/assignment-policy.ts';

const hash = 'a'.repeat(64);
const view = (policy: Record<string, unknown>) => ({
  id: '1',
  course: { id: '2', title: 'Security', zone: 'Europe/Vienna' },
  title: String(policy.title),
  version: 1,
  opens: '2026-11-23T07:00:00.000Z',
  due: '2026-11-30T22:59:00.000Z',
  typed: { opens: '2026-11-23T08:00', due: '2026-11-30T23:59' },
  labs: [],
  policy,
  sentences: [],
  cannotGrade: [],
  submissions: 0,
  waiting: 0,
});

const percent = fc.integer({ min: 1, max: 10_000 }).map((hundredths) => hundredths / 100);
const openOrClosed = fc.constantFrom('open', 'closed');
/** Any rules that there can be. */
const policies = fc
  .record(
    {
      title: fc.stringMatching(/^[A-Za-z][\w ]{0,20}[a-z]$/),
      labs: fc.uniqueArray(
        fc.record({
          lab: fc.constantFrom('start/first-container', 'base-images/measure', 'gone/lab'),
          contentHash: fc.constant(hash),
          points: percent,
        }),
        { selector: ({ lab }) => lab, minLength: 1 },
      ),
      minutes: fc.integer({ min: 1, max: 500_000 }),
      attempts: fc.oneof(fc.constant('unlimited'), fc.integer({ min: 1, max: 1000 })),
      keep: fc.constantFrom('best', 'last', 'mean'),
      newValues: fc.boolean(),
      graceMinutes: fc.integer({ min: 0, max: 10_080 }),
      after: fc.oneof(
        fc.constant({ kind: 'refused' }),
        fc.record({
          kind: fc.constant('percent'),
          each: fc.constantFrom('hour', 'day'),
          percent,
          of: fc.constantFrom('earned', 'possible'),
          floor: fc.integer({ min: 0, max: 100 }),
          most: fc.integer({ min: 1, max: 366 }),
        }),
      ),
      results: fc.constantFrom('always', 'after-due', 'never'),
      hints: openOrClosed,
      solutions: openOrClosed,
      pass: percent,
      checks: fc.record({
        hostLacks: fc.constantFrom('not-counted', 'undecided'),
        notSeen: fc.constantFrom('not-passed', 'undecided'),
        error: fc.constantFrom('not-counted', 'not-passed', 'undecided'),
      }),
    },
    {
      noNullPrototype: true,
      requiredKeys: [
        'title',
        'labs',
        'attempts',
        'keep',
        'newValues',
        'graceMinutes',
        'after',
        'results',
        'hints',
        'solutions',
        'checks',
      ],
    },
  )
  .map(({ minutes, graceMinutes, after, results, hints, solutions, ...rest }) => ({
    ...rest,
    zone: 'Europe/Vienna',
    window: {
      opens: '2026-11-23T07:00:00.000Z',
      due: '2026-11-30T22:59:00.000Z',
      ...(minutes === undefined ? {} : { minutes }),
    },
    late: { graceMinutes, after },
    shown: { results, hints, solutions },
  }));

/** As it goes over HTTP. */
const sent = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('rules in a form', () => {
  test('are sent as they came, whatever they are', () => {
    fc.assert(
      fc.property(policies, (given) => {
        const policy = { ...AssignmentPolicySchema.parse(given) };
        const form = rulesOf(view(policy));
        if (form === undefined) throw new Error('the form does not know them');
        expect(sent(policyOf(form, 'Europe/Vienna', policy))).toEqual(sent(policy));
      }),
    );
  });

  test('of another version of Drydock are not guessed', () => {
    expect(rulesOf(view({ title: 'x', labs: 'all of them' }))).toBeUndefined();
  });

  test('say what is missing, and are rules once nothing is', () => {
    expect(missingOf(usualRules)).toEqual(['a title', 'at least one lab', 'when it opens', 'when it is due']);
    const form = {
      ...usualRules,
      title: 'Week 1',
      labs: [{ lab: 'start/first-container', points: '10', contentHash: hash }],
      opens: { text: '2026-11-23T08:00', instant: '2026-11-23T07:00:00.000Z' },
      due: { text: '2026-11-30T23:59', instant: '2026-11-30T22:59:00.000Z' },
    };
    expect(missingOf(form)).toEqual([]);
    expect(AssignmentPolicySchema.parse(sent(policyOf(form, 'Europe/Vienna')))).toMatchObject({
      attempts: 'unlimited',
      late: { after: { kind: 'refused' } },
    });
  });

  test('send what is no number as it is typed, so that the server can say so', () => {
    expect(policyOf({ ...usualRules, minutes: 'many', pass: ' 60 ' }, 'UTC')).toMatchObject({
      window: { minutes: 'many' },
      pass: 60,
    });
  });
});

test('a lab is taken in with the points of its checks, in the order of all labs, and out again', () => {
  const all = [
    { lab: 'start/first-container', title: 'One', chapter: 'start', points: 8 },
    { lab: 'base-images/measure', title: 'Two', chapter: 'base-images', points: 0 },
  ] as const;
  const second = withLab([], all, 'base-images/measure', true);
  expect(second).toEqual([{ lab: 'base-images/measure', points: '10' }]);
  const both = withLab(second, all, 'start/first-container', true);
  expect(both.map(({ lab, points }) => [lab, points])).toEqual([
    ['start/first-container', '8'],
    ['base-images/measure', '10'],
  ]);
  expect(withLab(both, all, 'base-images/measure', false)).toHaveLength(1);
});
