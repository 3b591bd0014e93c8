import { describe, expect, it } from 'vitest';
import { readSeccompProfile } from '../../../../src/lab/seccomp/profile.ts';

describe('a seccomp profile', () => {
  it('is let be where it is one', () => {
    const rule = {
      names: ['swapon'],
      action: 'SCMP_ACT_ERRNO',
      args: [{ index: 0, value: 1, op: 'SCMP_CMP_EQ' }],
    };
    expect(
      readSeccompProfile(JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW', syscalls: [rule] }, null, 2)),
    ).toEqual({ faults: [], listener: undefined });
  });

  it.each([
    ['text that is no JSON', '{\n  "defaultAction": oops\n}', 2, 'no JSON'],
    ['an end too early', '{\n', 2, 'no JSON'],
    ['an action that there is not', '{\n\n"defaultAction": "SCMP_ACT_NOPE"}', 3, 'defaultAction'],
    [
      'a rule without an action',
      '{"defaultAction": "SCMP_ACT_ALLOW",\n"syscalls": [\n{"names": ["read"]}]}',
      3,
      'syscalls.0.action',
    ],
    ['a list', '[]', 1, 'it'],
  ])('names the line of %s', (_, text, line, says) => {
    expect(readSeccompProfile(text).faults).toEqual([
      { line, column: expect.any(Number), message: expect.stringContaining(says) },
    ]);
  });
});
