import { describe, expect, it } from 'vitest';
import { type CheckResult, CheckResultSchema, checkStatuses, sumPoints } from '../../../src/lab/result.ts';

const result = (status: CheckResult['status'], earned: number, of: number): CheckResult => ({
  id: 'it',
  task: '',
  title: 'It',
  status,
  guard: false,
  earned,
  of,
  observed: '',
  expected: '',
  message: '',
  durationMs: 0,
});

describe('sumPoints', () => {
  it('is nought of nought for nothing', () => {
    expect(sumPoints([])).toEqual({ earned: 0, of: 0 });
  });

  it('counts what could be had, and not what was skipped or in error', () => {
    const results = [
      result('pass', 2, 2),
      result('fail', 0, 3),
      result('blocked', 0, 4),
      result('skip', 0, 0),
      result('error', 0, 0),
    ];
    expect(sumPoints(results)).toEqual({ earned: 2, of: 9 });
  });
});

it('goes to JSON and back, in every status', () => {
  for (const status of checkStatuses) {
    const one = { ...result(status, 0, 1), container: 'web', why: 'Because.', cause: 'TypeError: x' };
    expect(CheckResultSchema.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
  }
});
