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
    ['text that is no JSON', '{\n  "defaultAction": oops\n}', 2, 'no JSON', undefined],
    ['an end too early', '{\n', 2, 'no JSON', undefined],
    [
      'an action that there is not',
      '{\n\n"defaultAction": "SCMP_ACT_NOPE"}',
      3,
      'did you mean',
      'defaultAction',
    ],
    [
      'a system call that there is not',
      '{"defaultAction": "SCMP_ACT_ALLOW",\n"syscalls": [{"names": ["read",\n"chmood"], "action": "SCMP_ACT_ERRNO"}]}',
      3,
      '“chmood” is no system call, did you mean chmod?',
      'syscalls.0.names.1',
    ],
    [
      'an architecture that there is not',
      '{"defaultAction": "SCMP_ACT_ALLOW",\n"architectures": ["SCMP_ARCH_ARM64"]}',
      2,
      'is no architecture',
      'architectures.0',
    ],
    [
      'a rule without an action',
      '{"defaultAction": "SCMP_ACT_ALLOW",\n"syscalls": [\n{"names": ["read"]}]}',
      3,
      'is missing',
      'syscalls.0.action',
    ],
    ['a list', '[]', 1, 'it', undefined],
  ])('names the line and the key of %s', (_, text, line, says, key) => {
    expect(readSeccompProfile(text).faults).toEqual([
      { line, column: expect.any(Number), message: expect.stringContaining(says), key },
    ]);
  });

  const allowing = (rest: string) => `{"defaultAction": "SCMP_ACT_ALLOW", ${rest}}`;
  const rule = (rest: string) =>
    allowing(`"syscalls": [{"names": ["read"], "action": "SCMP_ACT_ERRNO", ${rest}}]`);

  it.each([
    ['a level too many', '['.repeat(100_000), 'levels'],
    ['a million values', allowing(`"syscalls": [${'{},'.repeat(30_000)}{}]`), 'values'],
    ['a text too long', allowing(`"listenerPath": "${'x'.repeat(1_000_000)}"`), 'longer than'],
    ['a key twice', allowing('"defaultAction": "SCMP_ACT_LOG"'), 'defaultAction: stands twice'],
    [
      'a key that some readers take for the prototype',
      allowing('"__proto__": {"syscalls": []}'),
      'no profile has this key',
    ],
    ['a fraction', rule('"args": [{"index": 0, "value": 1.5, "op": "SCMP_CMP_EQ"}]'), 'value: 1.5'],
    ['an exponent', rule('"errnoRet": 1e0'), 'errnoRet: 1e0'],
    ['a zero with a sign', rule('"errnoRet": -0'), 'errnoRet: -0'],
    [
      'a value of 65 bits',
      rule('"args": [{"index": 0, "value": 18446744073709551616, "op": "SCMP_CMP_EQ"}]'),
      '64 bits',
    ],
  ])('is refused for what readers differ in: %s', (_, text, says) => {
    const { faults } = readSeccompProfile(text);
    expect(faults[0]?.message).toContain(says);
  });

  it('is refused soon, with a few faults, where every line is wrong', () => {
    const doubled = allowing('"a": 1,\n'.repeat(100_000).replace(/,\n$/, ''));
    expect(readSeccompProfile(doubled).faults.length).toBeLessThanOrEqual(20);
  });
});
