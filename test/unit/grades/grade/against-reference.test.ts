import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gradeStates } from '../../../../src/grades/grade/assignment-grade.ts';
import { gradeOf } from '../../../../src/grades/grade/grade-of.ts';
import { AssignmentPolicySchema } from '../../../../src/grades/policy/assignment-policy.ts';
import { nextTransition } from '../../../../src/grades/time/zoned-time.ts';
import { zones } from '../time/clocks.ts';
import { anyCase } from './arbitrary.ts';
import { referenceGrade } from './reference.ts';

const hour = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();

/** The next changes of a zone's clocks, from the day on which this was written; a day of spring where there are none. */
function changesOf(zone: string): readonly number[] {
  const found: number[] = [];
  let at = nextTransition('2026-11-27T00:00:00.000Z', zone);
  for (; at !== undefined && found.length < 2; at = nextTransition(at, zone)) found.push(Date.parse(at));
  return found.length > 0 ? found : [Date.parse('2027-03-28T01:00:00.000Z')];
}

describe('any grade', () => {
  test('is what slow arithmetic makes of any policy, in any zone, around changes of its clocks', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyCase, ({ policy, record, now }) => {
        const { state, points } = gradeOf(policy, record, now);
        expect({ state, points }).toEqual(referenceGrade(policy, record, now));
        seen.add(state);
      }),
      { numRuns: 3000, seed: 15 },
    );
    expect([...seen].sort()).toEqual([...gradeStates].sort());
  });

  test('is the same around the next changes of the clocks of every zone there is', () => {
    const judged = {
      kind: 'judged' as const,
      looks: [
        [{ id: 'a', title: 'a', status: 'pass' as const, guard: false, points: 1, message: 'So it was.' }],
      ],
    };
    const points = new Map<number, number>();
    for (const zone of zones)
      for (const at of changesOf(zone))
        for (const before of [30, 12, 0]) {
          const due = at - before * hour;
          const policy = AssignmentPolicySchema.parse({
            title: 'Any',
            zone,
            labs: [{ lab: 'first/one', contentHash: 'hash', points: 10 }],
            window: { opens: iso(due - 100 * hour), due: iso(due) },
            attempts: 'unlimited',
            keep: 'best',
            late: {
              graceMinutes: 0,
              after: { kind: 'percent', each: 'day', percent: 10, of: 'earned', floor: 0, most: 4 },
            },
            shown: { results: 'always', hints: 'open', solutions: 'closed' },
          });
          // The end of each day late, by clocks that go on, back or neither, and the moment after it.
          for (const late of [0, 1, 23 * hour + 1, 24 * hour, 24 * hour + 1, 25 * hour, 25 * hour + 1]) {
            const began = iso(due + late);
            const record = {
              person: 'p',
              firstOpened: undefined,
              adjustments: [],
              submissions: [{ id: 's', lab: 'first/one' as const, uploadBegan: began, received: began }],
              gradings: [
                { id: 'g', submission: 's', contentHash: 'hash', at: iso(due + 99 * hour), outcome: judged },
              ],
              overrides: [],
            };
            const now = iso(due + 100 * hour);
            const grade = gradeOf(policy, record, now);
            expect(
              { state: grade.state, points: grade.points },
              `${began} for ${iso(due)} in ${zone}`,
            ).toEqual(referenceGrade(policy, record, now));
            points.set(grade.points ?? -1, (points.get(grade.points ?? -1) ?? 0) + 1);
          }
        }
    // On time, a day late, two days late: each was seen often.
    expect([...points.keys()].sort((a, b) => a - b)).toEqual([8, 9, 10]);
    expect(Math.min(...points.values())).toBeGreaterThan(zones.length);
  }, 120_000);

  test('is never 0 for what could not be graded, and says so', () => {
    fc.assert(
      fc.property(anyCase, ({ policy, record, now }) => {
        const { state, points, lines } = gradeOf(policy, record, now);
        if (['could-not-grade', 'waiting', 'excused', 'open', 'not-open'].includes(state))
          expect(points).toBeUndefined();
        if (state === 'could-not-grade')
          expect(lines.join('\n')).toContain('could not be graded; that is no fault of the person');
        expect(lines.join('\n')).not.toContain('private');
      }),
      { numRuns: 500 },
    );
  });
});
