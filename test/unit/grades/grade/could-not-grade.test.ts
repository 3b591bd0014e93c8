import { describe, expect, test } from 'vitest';
import { gradeOf } from '../../../../src/grades/grade/grade-of.ts';
import { all, day, failed, handedIn, judged, later, looked, nobody, policyWith } from './person.ts';

describe('what could not be graded', () => {
  const once = policyWith({ attempts: 1 });
  const first = handedIn('one', day(20, '10:00:00'));
  const second = handedIn('two', day(21, '10:00:00'));

  test('uses no attempt, and stays open while it might change something', () => {
    const gradings = [failed('one', day(20, '11:00:00'))];
    const alone = { ...nobody, submissions: [first], gradings };
    expect(gradeOf(once, alone, later)).toMatchObject({ state: 'could-not-grade', points: undefined });
    const again = {
      ...alone,
      submissions: [first, second],
      gradings: [...gradings, judged('two', day(21, '11:00:00'), looked(['runs']))],
    };
    expect(gradeOf(once, again, later)).toMatchObject({
      state: 'could-not-grade',
      points: undefined,
      labs: [{ soFar: 500 }],
    });
    const full = { ...again, gradings: [...gradings, judged('two', day(21, '11:00:00'), looked(all))] };
    expect(gradeOf(once, full, later)).toMatchObject({ state: 'graded', points: 10 });
  });

  test('takes no accepted attempt away when it is graded after all', () => {
    const record = {
      ...nobody,
      submissions: [first, second],
      gradings: [
        failed('one', day(20, '11:00:00')),
        judged('two', day(21, '11:00:00'), looked(all)),
        judged('one', day(28, '11:00:00'), looked(['runs'])),
      ],
    };
    expect(gradeOf(once, record, later)).toMatchObject({ state: 'graded', points: 10 });
  });

  test('lets a later one in, though it was not known to fail when that came', () => {
    const record = {
      ...nobody,
      submissions: [first, second],
      gradings: [failed('one', day(22, '11:00:00')), judged('two', day(22, '12:00:00'), looked(all))],
    };
    expect(gradeOf(once, record, later)).toMatchObject({ state: 'graded', points: 10 });
  });

  test('takes back no grading that was made before', () => {
    const record = {
      ...nobody,
      submissions: [first],
      gradings: [judged('one', day(20, '11:00:00'), looked(['runs'])), failed('one', day(28, '11:00:00'))],
    };
    const grade = gradeOf(once, record, later);
    expect(grade).toMatchObject({ state: 'graded', points: 5 });
    expect(grade.lines.join('\n')).toContain('so the grading before stands: the disk was full.');
  });

  test('has a check that broke, unless another look saw it fail', () => {
    const of = (...looks: unknown[]) =>
      gradeOf(
        once,
        { ...nobody, submissions: [first], gradings: [judged('one', day(20, '11:00:00'), ...looks)] },
        later,
      );
    const broken = of(looked(['runs'], ['drops']));
    expect(broken.state).toBe('could-not-grade');
    expect(broken.lines.join('\n')).toContain('nothing could be decided about drops');
    expect(of(looked(['runs']), looked(['runs'], ['drops']))).toMatchObject({ state: 'graded', points: 5 });
  });
});
