import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gradeStates } from '../../../../src/grades/grade/assignment-grade.ts';
import { gradeOf } from '../../../../src/grades/grade/grade-of.ts';
import { anyCase } from './arbitrary.ts';
import { referenceGrade } from './reference.ts';

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
