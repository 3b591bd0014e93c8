import { describe, expect, test } from 'vitest';
import { gradeOf } from '../../../../src/grades/grade/grade-of.ts';
import { SubmissionSchema } from '../../../../src/grades/grade/handed-in.ts';
import {
  adjusted,
  all,
  day,
  due,
  handedIn,
  judged,
  lab,
  later,
  looked,
  nobody,
  policyWith,
} from './person.ts';

describe('a grade', () => {
  test('can be read aloud, step by step, over the night in which clocks are put back', () => {
    const record = {
      ...nobody,
      submissions: [
        handedIn('one', due, day(23, '22:04:00')),
        handedIn('two', day(25, '22:58:59')),
        handedIn('three', day(26, '10:00:00')),
      ],
      gradings: [
        judged('one', day(24, '01:00:00'), looked(['runs'])),
        judged('two', day(26, '01:00:00'), looked(all), looked(all)),
      ],
    };
    const grade = gradeOf(policyWith(), record, later);
    expect(grade).toMatchObject({ state: 'late', points: 8, of: 10, isPassed: true });
    expect(grade.lines).toEqual([
      'Due for all: Fri 23 Oct 2026, 23:59 CEST (UTC+2).',
      `${lab}, number 1 began to be uploaded Fri 23 Oct 2026, 23:59 CEST (UTC+2), on time. Its checks earned 2 of 4: 10 × 2 / 4 = 5.`,
      `${lab}, number 2 began to be uploaded Sun 25 Oct 2026, 23:58:59 CET (UTC+1), 2 days 59 minutes 59 seconds late, in day 2 after the end. Its checks earned 4 of 4: 10 × 4 / 4 = 10.`,
      `${lab}, number 2: 10 % for each of 2 days is 20 % of 10, taken off 10, but what is left is not brought below 50 % of 10: 8.`,
      `${lab}, number 3 began to be uploaded Mon 26 Oct 2026, 11:00 CET (UTC+1), 2 days 12 hours 1 minute late, in day 3 after the end. It is not accepted: all 2 attempts had been used.`,
      `${lab}: the best counts, which is number 2: 8 of 10 points.`,
      'Together: 8 of 10 points.',
      '50 % of 10 is needed to pass: passed.',
    ]);
  });

  test('is another one as soon as an extension is there, and nothing else was written', () => {
    const record = {
      ...nobody,
      submissions: [handedIn('one', day(25, '12:00:00'))],
      gradings: [judged('one', day(26, '12:00:00'), looked(all))],
    };
    expect(gradeOf(policyWith(), record, later)).toMatchObject({ state: 'late', points: 8 });
    const extension = adjusted({ kind: 'extension', until: day(25, '12:00:00') });
    const extended = { ...record, adjustments: [extension] };
    expect(gradeOf(policyWith(), extended, later)).toMatchObject({ state: 'graded', points: 10 });
    const withdrawn = adjusted(
      { kind: 'withdrawn' },
      { id: '2', at: '2026-11-21T08:00:00Z', replaces: extension.id },
    );
    const back = { ...record, adjustments: [extension, withdrawn] };
    expect(gradeOf(policyWith(), back, later)).toMatchObject({ state: 'late', points: 8 });
  });

  test('holds the moment when the upload began against the due time, whenever it was whole', () => {
    const refused = policyWith({ late: { after: { kind: 'refused' } } });
    const at = (began: string) =>
      gradeOf(
        refused,
        {
          ...nobody,
          submissions: [handedIn('one', began, day(23, '23:30:00'))],
          gradings: [judged('one', day(24, '00:00:00'), looked(all))],
        },
        later,
      );
    expect(at(due)).toMatchObject({ state: 'graded', points: 10 });
    expect(at('2026-10-23T21:59:00.001Z')).toMatchObject({ state: 'late', points: 0 });
  });

  test('counts the first of equally good ones, and passes with exactly what is needed', () => {
    const record = {
      ...nobody,
      submissions: [handedIn('one', due), handedIn('two', day(24, '10:00:00'))],
      gradings: [
        judged('one', day(24, '11:00:00'), looked(['runs'])),
        judged('two', day(24, '12:00:00'), looked(['runs'])),
      ],
    };
    const free = policyWith({
      late: { after: { kind: 'percent', each: 'day', percent: 10, of: 'earned', floor: 100, most: 3 } },
    });
    expect(gradeOf(free, record, later)).toMatchObject({ state: 'graded', points: 5, isPassed: true });
  });

  test('takes nothing that began to come before the assignment opened', () => {
    const early = SubmissionSchema.parse(handedIn('one', '2026-10-01T07:59:59.999Z', '2026-10-01T08:10:00Z'));
    const gradings = [judged('one', day(20, '11:00:00'), looked(all))];
    const grade = gradeOf(policyWith(), { ...nobody, submissions: [early], gradings }, later);
    expect(grade).toMatchObject({ state: 'missing', points: 0 });
    expect(grade.lines.join('\n')).toContain('the assignment was not open yet');
  });

  test('counts hours and days to the millisecond', () => {
    const points = (each: 'hour' | 'day', uploadBegan: string) =>
      gradeOf(
        policyWith({
          late: { after: { kind: 'percent', each, percent: 10, of: 'possible', floor: 0, most: 3 } },
        }),
        {
          ...nobody,
          submissions: [handedIn('one', uploadBegan)],
          gradings: [judged('one', day(31, '00:00:00'), looked(['runs']))],
        },
        later,
      ).points;
    expect(points('hour', day(23, '22:59:00'))).toBe(4);
    expect(points('hour', '2026-10-23T22:59:00.001Z')).toBe(3);
    // The third day has 25 hours, and ends at 23:59 as the others do.
    expect(points('day', day(25, '22:59:00'))).toBe(3);
    expect(points('day', '2026-10-25T22:59:00.001Z')).toBe(2);
    expect(points('day', '2026-10-26T22:59:00.001Z')).toBe(0);
  });

  test('is unstable where one look saw a check pass and another did not, and counts what all saw', () => {
    const record = {
      ...nobody,
      submissions: [handedIn('one', day(20, '10:00:00'))],
      gradings: [judged('one', day(20, '11:00:00'), looked(all), looked(['runs']))],
    };
    expect(gradeOf(policyWith(), record, later)).toMatchObject({ state: 'unstable', points: 5 });
    const missing = judged('one', day(20, '11:00:00'), looked(all), looked(all).slice(1));
    expect(gradeOf(policyWith(), { ...record, gradings: [missing] }, later)).toMatchObject({
      state: 'unstable',
      points: 5,
    });
    const more = judged('one', day(20, '11:00:00'), looked(all).slice(1), looked(all));
    expect(gradeOf(policyWith(), { ...record, gradings: [more] }, later)).toMatchObject({
      state: 'unstable',
      points: 5,
    });
  });

  test('is overridden with a reason that the person may read, and what was judged stays to be seen', () => {
    const override = {
      id: 'o',
      person: 'anna',
      points: 7.5,
      by: 'lecturer',
      at: '2026-11-20T08:00:00.000Z',
      reason: 'shown in the lecture hall.',
    };
    const record = { ...nobody, overrides: [override] };
    const grade = gradeOf(policyWith(), record, later);
    expect(grade).toMatchObject({ state: 'overridden', points: 7.5, isPassed: true });
    expect(grade.lines).toContain('In the place of that stand 7.5 points, since: shown in the lecture hall.');
    const revoked = { ...override, id: 'p', points: null };
    const back = gradeOf(policyWith(), { ...record, overrides: [override, revoked] }, later);
    expect(back).toMatchObject({ state: 'missing', points: 0, isPassed: false });
  });

  test('takes the lab that stands for another, for the same points', () => {
    const other = { lab: 'caps/drop', contentHash: 'new' };
    const record = {
      ...nobody,
      adjustments: [adjusted({ kind: 'equivalent', lab, by: other })],
      submissions: [SubmissionSchema.parse({ ...handedIn('one', day(20, '10:00:00')), lab: other.lab })],
      gradings: [judged('one', day(20, '11:00:00'), looked(['runs']))],
    };
    const grade = gradeOf(policyWith(), record, later);
    expect(grade).toMatchObject({ state: 'graded', points: 5 });
    expect(grade.lines).toContain(`caps/drop stands in the place of ${lab}.`);
  });

  test('adds up what it says aloud', () => {
    const labs = ['a/a', 'a/b', 'a/c'].map((id) => ({ lab: id, contentHash: 'old', points: 3.33 }));
    const submissions = labs.map(({ lab: id }, index) =>
      SubmissionSchema.parse({ ...handedIn(`s${index}`, day(20, '10:00:00')), lab: id }),
    );
    const gradings = submissions.map(({ id }) => judged(id, day(20, '11:00:00'), looked(['runs'])));
    const grade = gradeOf(policyWith({ labs }), { ...nobody, submissions, gradings }, later);
    expect(grade.lines).toContain('Together: 1.67 + 1.67 + 1.67 = 5.01 of 9.99 points.');
    expect(grade.points).toBe(5.01);
  });
});
