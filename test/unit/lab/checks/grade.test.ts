/** What results earn under a policy, whatever the results and the policy are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Gradable,
  type GradePolicy,
  GradePolicySchema,
  grade,
  selfPaced,
} from '../../../../src/lab/checks/grade.ts';

/** Each way in which a check of the judge can end. */
const ends = {
  passed: { status: 'pass' },
  failed: { status: 'fail' },
  blocked: { status: 'blocked' },
  'not-seen': { status: 'fail', unknown: 'not-seen' },
  'blocked by what was not seen': { status: 'blocked', unknown: 'not-seen' },
  'not-yet': { status: 'skip', unknown: 'not-yet' },
  'host-lacks': { status: 'skip', unknown: 'host-lacks' },
  error: { status: 'error', cause: 'TypeError' },
  'blocked by an error': { status: 'blocked', cause: 'TypeError' },
} as const satisfies Record<string, Partial<Gradable>>;
type End = keyof typeof ends;

const check = (end: End, points = 2, id = end): Gradable => ({ id, guard: false, points, ...ends[end] });

const anyEnd = fc.constantFrom(...(Object.keys(ends) as End[]));
const anyResults = fc.array(fc.record({ end: anyEnd, points: fc.nat({ max: 9 }) }), {
  minLength: 1,
  maxLength: 8,
});
const anyPolicy: fc.Arbitrary<GradePolicy> = fc.record({
  hostLacks: fc.constantFrom(...GradePolicySchema.shape.hostLacks.options),
  notSeen: fc.constantFrom(...GradePolicySchema.shape.notSeen.options),
  error: fc.constantFrom(...GradePolicySchema.shape.error.options),
});
type Results = readonly { readonly end: End; readonly points: number }[];

const gradeOf = (results: Results, policy: GradePolicy) =>
  grade(
    results.map(({ end, points }, index) => check(end, points, `c${index}` as End)),
    policy,
  );
/** Nothing of nothing is nothing. */
const shareOf = (results: Results, policy: GradePolicy) => {
  const { earned, of } = gradeOf(results, policy);
  return of === 0 ? 0 : earned / of;
};
/** The same results with the one at `at` ended in another way. */
const endedAs = (results: Results, at: number, end: End): Results =>
  results.map((each, index) => (index === at % results.length ? { ...each, end } : each));

describe('a grade', () => {
  it('of what a party works on by itself counts what can be had, and says why of each', () => {
    const results = (Object.keys(ends) as End[]).map((end) => check(end));
    const { earned, of, isComplete, checks } = grade([check('passed', 2), ...results.slice(1)], selfPaced);
    expect({ earned, of, isComplete }).toEqual({ earned: 2, of: 12, isComplete: false });
    expect(checks.map(({ check: id, earned: own, of: most, reason }) => [id, own, most, reason])).toEqual([
      ['passed', 2, 2, 'passed'],
      ['failed', 0, 2, 'failed'],
      ['blocked', 0, 2, 'blocked'],
      ['not-seen', 0, 2, 'not-seen'],
      ['blocked by what was not seen', 0, 2, 'not-seen'],
      ['not-yet', 0, 2, 'not-yet'],
      ['host-lacks', 0, 0, 'host-lacks'],
      ['error', 0, 0, 'error'],
      ['blocked by an error', 0, 0, 'error'],
    ]);
  });

  it('is nought of nought for nothing, and leaves guards out', () => {
    const guard = { ...check('failed'), guard: true };
    expect(grade([guard], selfPaced)).toEqual({ earned: 0, of: 0, isComplete: true, checks: [] });
  });

  it('is not complete while something is undecided', () => {
    const strict: GradePolicy = { hostLacks: 'undecided', notSeen: 'undecided', error: 'undecided' };
    const isComplete = (end: End, policy: GradePolicy) => grade([check(end)], policy).isComplete;
    for (const end of ['not-seen', 'host-lacks', 'error'] as const) {
      expect(isComplete(end, strict), end).toBe(false);
      expect(isComplete(end, selfPaced), end).toBe(true);
    }
    expect(isComplete('not-yet', selfPaced)).toBe(false);
    expect(isComplete('blocked', strict)).toBe(true);
  });

  it('is never more than it is of', () => {
    fc.assert(
      fc.property(anyResults, anyPolicy, (results, policy) => {
        const { earned, of, checks } = gradeOf(results, policy);
        expect(earned).toBeLessThanOrEqual(of);
        for (const each of checks) expect(each.earned).toBeLessThanOrEqual(each.of);
      }),
    );
  });

  it('is not lowered by a check that passes in the place of what it was, nor is its share', () => {
    fc.assert(
      fc.property(anyResults, fc.nat(), anyPolicy, (results, at, policy) => {
        const passed = endedAs(results, at, 'passed');
        expect(gradeOf(passed, policy).earned).toBeGreaterThanOrEqual(gradeOf(results, policy).earned);
        expect(shareOf(passed, policy)).toBeGreaterThanOrEqual(shareOf(results, policy));
      }),
    );
  });

  it('case 273: is not raised by who hides what a check looks at, whatever it was before', () => {
    const hidden = fc.constantFrom<End>('not-seen', 'blocked by what was not seen', 'not-yet', 'blocked');
    // What the lab or the host is to blame for, no learner brings about.
    const judged = anyResults.map((results) =>
      results.map((each) => (each.end.includes('error') ? { ...each, end: 'failed' as const } : each)),
    );
    const lacks = (results: Results, at: number) => results[at % results.length]?.end === 'host-lacks';
    fc.assert(
      fc.property(judged, fc.nat(), hidden, anyPolicy, (results, at, end, policy) => {
        fc.pre(!lacks(results, at));
        const after = endedAs(results, at, end);
        expect(gradeOf(after, policy).earned).toBeLessThanOrEqual(gradeOf(results, policy).earned);
        expect(shareOf(after, policy)).toBeLessThanOrEqual(shareOf(results, policy));
      }),
    );
  });

  it('does not change with what the host lacks', () => {
    fc.assert(
      fc.property(anyResults, fc.nat({ max: 9 }), anyPolicy, (results, points, policy) => {
        const more = [...results, { end: 'host-lacks' as const, points }];
        const { earned, of } = gradeOf(more, policy);
        expect({ earned, of }).toEqual({
          earned: gradeOf(results, policy).earned,
          of: gradeOf(results, policy).of,
        });
      }),
    );
  });
});
