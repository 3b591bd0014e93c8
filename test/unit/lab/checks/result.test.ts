import { expect, it } from 'vitest';
import { type CheckResult, CheckResultSchema, checkStatuses } from '../../../../src/lab/checks/result.ts';

const result = (status: CheckResult['status'], earned: number, of: number): CheckResult => ({
  id: 'it',
  task: '',
  title: 'It',
  status,
  guard: false,
  points: of,
  earned,
  of,
  observed: '',
  expected: '',
  message: '',
});

it('goes to JSON and back, in every status', () => {
  for (const status of checkStatuses) {
    const one = { ...result(status, 0, 1), container: 'web', why: 'Because.', cause: 'TypeError: x' };
    expect(CheckResultSchema.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
  }
});
