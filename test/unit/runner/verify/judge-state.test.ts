import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../../src/lab/checks/result.ts';
import { DrydockError } from '../../../../src/lab/errors.ts';
import type { Mistake } from '../../../../src/lab/manifest/manifest.ts';
import {
  judgeCoverage,
  judgeMistake,
  judgeRight,
  judgeStart,
  judgeStop,
  judgeTelling,
} from '../../../../src/runner/verify/judge-state.ts';
import { result } from './result.ts';

const rules = (problems: readonly { rule: string; where: string }[]) =>
  problems.map(({ rule, where }) => `${rule} at ${where}`);

describe('a start', () => {
  const judged = (...results: CheckResult[]) => rules(judgeStart(results));
  const guard = (status: CheckResult['status']) => result('serves', status, { guard: true });

  it.each([
    ['is right where a guard holds and a check fails', [guard('pass'), result('a', 'fail')], []],
    [
      'that leaves nothing to do is wrong',
      [guard('pass'), result('a', 'pass'), result('b', 'skip')],
      ['start-fails-a-check at start'],
    ],
    [
      'whose guard fails is wrong for that alone',
      [guard('fail'), result('a', 'blocked')],
      ['start-guards-hold at start'],
    ],
    [
      'with a check in error is wrong for that',
      [guard('pass'), result('a', 'error'), result('b', 'fail')],
      ['no-check-errs at start'],
    ],
    [
      'with a guard in error is wrong for that',
      [guard('error'), result('a', 'blocked')],
      ['no-check-errs at start'],
    ],
    ['that cannot be judged here is not wrong', [guard('skip'), result('a', 'skip')], []],
  ] satisfies [string, CheckResult[], string[]][])('%s', (_, results, wanted) => {
    expect(judged(...results)).toEqual(wanted);
  });

  it('says which guard does not hold, and why', () => {
    const [problem] = judgeStart([result('serves', 'fail', { guard: true, message: 'web: no answer.' })]);
    expect(problem?.message).toBe('Guards do not hold: serves (web: no answer.)');
  });
});

describe('a right answer', () => {
  it('passes or is skipped in all', () => {
    expect(judgeRight([result('a', 'pass'), result('b', 'skip')], 'solution')).toEqual([]);
  });

  it.each([
    ['solution', 'fail', 'solution-passes at solution'],
    ['solution: a second time', 'blocked', 'solution-passes at solution: a second time'],
    ['accepts.other', 'fail', 'accepted-passes at accepts.other'],
    ['accepts.other', 'error', 'no-check-errs at accepts.other'],
  ] as const)('%s with a check in %s is %s', (where, status, wanted) => {
    expect(rules(judgeRight([result('a', status), result('b', 'pass')], where))).toEqual([wanted]);
  });
});

describe('a mistake', () => {
  const mistake = (fails: Mistake['fails']): Mistake => ({ from: 'start', edits: [], run: [], fails });
  const judged = (fails: Mistake['fails'], results: CheckResult[], name = 'bad', unjudged: string[] = []) =>
    rules(judgeMistake(name, mistake(fails), results, new Set(unjudged)));
  const failed = result('a', 'fail', { message: 'web: runs as uid 0 (root).' });

  it.each([
    ['is caught by the check that it names', { a: 'uid 0' }, [failed, result('b', 'pass')], []],
    [
      'is not caught where that passes',
      { a: 'uid 0' },
      [result('a', 'pass')],
      ['mistake-is-caught at mistakes.bad'],
    ],
    [
      'is not caught where that is blocked',
      { a: '' },
      [result('a', 'blocked')],
      ['mistake-is-caught at mistakes.bad'],
    ],
    [
      'is not caught where that is skipped',
      { a: '' },
      [result('a', 'skip')],
      ['mistake-is-caught at mistakes.bad'],
    ],
    ['is not caught by another message', { a: 'uid 7' }, [failed], ['mistake-is-caught at mistakes.bad']],
    [
      'is caught by no check besides',
      { a: 'uid 0' },
      [failed, result('b', 'fail')],
      ['mistake-is-caught-by-its-check at mistakes.bad'],
    ],
    ['leaves no check in error', { a: 'uid 0' }, [result('a', 'error')], ['no-check-errs at mistakes.bad']],
  ] satisfies [string, Record<string, string>, CheckResult[], string[]][])(
    '%s',
    (_, fails, results, wanted) => {
      expect(judged(fails, results)).toEqual(wanted);
    },
  );

  it('cannot be caught by what this machine cannot judge', () => {
    expect(judged({ a: '' }, [result('a', 'skip')], 'bad', ['a'])).toEqual([]);
  });

  it('that deletes a service lets nothing pass', () => {
    const rule = 'service-removed-is-caught at mistakes.service-removed';
    expect(judged({ a: '' }, [failed, result('b', 'blocked')], 'service-removed')).toEqual([]);
    expect(judged({ a: '' }, [failed, result('b', 'pass')], 'service-removed')).toEqual([rule]);
    expect(judged({ a: '' }, [result('a', 'pass')], 'service-removed')).toEqual([rule]);
  });
});

it('names each check that nothing made fail', () => {
  expect(rules(judgeCoverage(['a', 'b']))).toEqual([
    'every-check-can-fail at a',
    'every-check-can-fail at b',
  ]);
});

describe('the message of a check that fails', () => {
  const told = {
    container: 'web',
    observed: 'uid 0 (root)',
    expected: 'another user',
    message: 'web, perl (pid 1 in the container): uid 0 (root); expected another user.',
  };
  const said = (more: Partial<CheckResult>, status: CheckResult['status'] = 'fail') =>
    judgeTelling([result('a', status, { ...told, ...more })], ['web', 'db']).map(({ message }) => message);

  it.each([
    ['tells all', {}, undefined],
    ['of no service names one', { container: undefined }, undefined],
    ['lacks the container', { container: 'db' }, 'which container: web,'],
    [
      'of no service lacks one',
      { container: undefined, message: 'uid 0 (root); expected another user.' },
      'which container: uid',
    ],
    ['lacks what was seen', { observed: '' }, 'what was seen: '],
    ['says less than was seen', { observed: 'uid 0 (root) and 7' }, 'what was seen: '],
    ['lacks what was expected', { expected: ' ' }, 'what was expected: '],
    [
      'has a value that was not filled in',
      { expected: 'user {{id}}', message: 'web: uid 0 (root); expected user {{id}}.' },
      'what was expected: ',
    ],
    ['lacks all', { message: 'No.' }, 'which container, nor what was seen, nor what was expected: No.'],
  ] as const)('%s', (_, more, complaint) => {
    const { container, ...rest } = { container: told.container as string | undefined, ...more };
    const messages = said({
      ...rest,
      ...(container === undefined ? { container: undefined } : { container }),
    });
    expect(messages).toEqual(complaint === undefined ? [] : [expect.stringContaining(complaint)]);
  });

  it('matters only where it fails', () => {
    expect(said({ message: '' }, 'skip')).toEqual([]);
  });
});

describe('a mistake that the Engine is to refuse to start', () => {
  const failure = new DrydockError('engine-failed', {
    message: 'web did not start.',
    output: 'memory 6m too low',
  });

  it('is caught where what is told has the words, and by nothing else', () => {
    expect(judgeStop('mistakes.tiny', 'too low', failure)).toBeUndefined();
    expect(judgeStop('mistakes.tiny', 'too high', failure)?.message).toMatch(
      /^It does not start, but not with/,
    );
    expect(judgeStop('mistakes.tiny', 'too low', undefined)).toMatchObject({
      rule: 'mistake-is-caught',
      message: expect.stringContaining('it starts'),
    });
  });
});
