import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../reporter.ts';
import { parseCaseTitle } from './case-title.ts';
import { type Case, cases } from './table.ts';
import { renderCases, tallyCases } from './tally.ts';

test('each case has a number of its own', () => {
  const numbers = cases.map(({ number }) => number);
  expect(numbers.length).toBeGreaterThan(85);
  expect(new Set(numbers).size).toBe(numbers.length);
});

describe('a title', () => {
  test('names the cases that its test executes, and the class of seats', () => {
    expect(parseCaseTitle('case 37: a Host')).toEqual({ cases: [37] });
    expect(parseCaseTitle('case 37, 38: a Host')).toEqual({ cases: [37, 38] });
    expect(parseCaseTitle('case 85 (rootless): a way out')).toEqual({ cases: [85], seatClass: 'rootless' });
    expect(parseCaseTitle('case 85 (runtime:runsc): x')).toEqual({ cases: [85], seatClass: 'runtime:runsc' });
  });

  test.each(['the case 37: x', 'case x: y', 'case 37', 'case 37:', 'case 37 x: y', 'case 85 (other): x'])(
    'of another form names none: %s',
    (title) => {
      expect(parseCaseTitle(title)).toBeUndefined();
    },
  );

  test('of any text is read without harm', () => {
    fc.assert(
      fc.property(fc.string(), (title) => parseCaseTitle(title) === undefined || /^case \d/.test(title)),
    );
  });
});

describe('a case', () => {
  const row: Case = { number: 85, area: 'seats', attack: 'a way out', outcome: 'none', tests: ['test/x'] };
  const outcome = (state: Outcome['state'], title: string, reason?: string): Outcome => ({
    name: 'a test',
    project: 'adversarial',
    state,
    titles: ['a group', title],
    file: 'test/x/y.test.ts',
    ...(reason === undefined ? {} : { reason }),
  });
  const judge = (of: Case, ...outcomes: Outcome[]) => tallyCases([of], outcomes)[0];

  test('that nothing executed has failed', () => {
    expect(judge(row)).toMatchObject({
      state: 'failed',
      reasons: [expect.stringContaining('no test executed it')],
    });
    expect(judge(row, outcome('passed', 'case 8: other'))).toMatchObject({ state: 'failed' });
  });

  test('that nothing can execute is skipped for the reason of the table, until something does', () => {
    const later = { ...row, notYet: 'not built' };
    expect(judge(later)).toMatchObject({ state: 'skipped', reasons: ['not built'] });
    expect(judge(later, outcome('passed', 'case 85: x'))).toMatchObject({
      state: 'passed',
      files: ['test/x/y.test.ts'],
    });
    expect(judge(later, outcome('failed', 'case 85: x', 'oh'))).toMatchObject({
      state: 'failed',
      reasons: ['oh'],
    });
  });

  test('holds where tests passed and none failed; what was skipped says why', () => {
    const [passed, skipped] = [outcome('passed', 'case 85: x'), outcome('skipped', 'case 85: x', 'no runsc')];
    expect(judge(row, passed, skipped)).toMatchObject({
      state: 'passed',
      passed: 1,
      skipped: 1,
      reasons: ['no runsc'],
    });
    expect(judge(row, skipped)).toMatchObject({ state: 'skipped' });
    expect(judge(row, passed, outcome('failed', 'case 85: x', 'oh'))).toMatchObject({ state: 'failed' });
  });

  test('counts for each class of seats that claims to stop it', () => {
    const claimed = { ...row, claimedBy: ['rootless'] };
    expect(judge(claimed, outcome('passed', 'case 85: x'))).toMatchObject({ state: 'failed' });
    expect(judge(claimed, outcome('passed', 'case 85 (privileged): x'))).toMatchObject({
      state: 'failed',
      reasons: ['rootless seats claim to stop it, and no test showed it'],
    });
    expect(judge(claimed, outcome('passed', 'case 85 (rootless): x'))).toMatchObject({
      state: 'passed',
      seatClasses: ['rootless'],
    });
    expect(judge(claimed, outcome('skipped', 'case 85 (rootless): x', 'no /dev/net/tun'))).toMatchObject({
      state: 'skipped',
      reasons: ['no /dev/net/tun'],
    });
  });

  test('is printed in one line, with its reasons below', () => {
    const text = renderCases(
      tallyCases([row], [outcome('skipped', 'case 85 (rootless): x', 'no tun\nat …')]),
    );
    expect(text).toBe(
      '– 85 a way out → none: 1 skipped\n     no tun\n1 cases: 0 hold, 0 do not, 1 not tried',
    );
  });
});
