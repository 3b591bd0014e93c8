import type { CheckResult } from '../../../../src/lab/checks/result.ts';

export function result(
  id: string,
  status: CheckResult['status'],
  more: Partial<CheckResult> = {},
): CheckResult {
  return {
    id,
    task: '',
    title: id,
    status,
    guard: false,
    points: 1,
    earned: 0,
    of: 1,
    observed: '',
    expected: '',
    message: `${id} is ${status}.`,
    ...more,
  };
}
