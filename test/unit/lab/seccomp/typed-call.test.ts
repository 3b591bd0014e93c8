import { describe, expect, it } from 'vitest';
import { auditArch } from '../../../../src/lab/seccomp/audit-arch.ts';
import { readCall } from '../../../../src/lab/seccomp/typed-call.ts';

describe('a typed call', () => {
  it.each([
    ['mkdir', 83],
    [' mkdir ', 83],
    ['83', 83],
    ['0x53', 83],
    ['0x40000053', 0x40000053],
  ])('is a name or a number: %s', (call, number) => {
    expect(readCall(call, auditArch.x86_64, [])).toEqual({ number, args: [] });
  });

  it('has the number of its architecture', () => {
    expect(readCall('openat', auditArch.aarch64, [])).toEqual({ number: 56, args: [] });
    expect(readCall('mkdir', auditArch.aarch64, [])).toMatchObject({ field: 'call' });
  });

  it('has arguments of 64 bits', () => {
    const { args } = {
      args: undefined,
      ...readCall('mkdir', auditArch.x86_64, ['1', '0xff', '-1', '', ' 7']),
    };
    expect(args).toEqual([1n, 255n, 0xffffffffffffffffn, 0n, 7n]);
  });

  it.each([
    ['mkdri', ['0'], 'call', /did you mean mkdir/],
    ['', [], 'call', /no call/],
    ['-1', [], 'call', /no call/],
    ['4294967296', [], 'call', /no call/],
    ['mkdir', ['0', 'O_CREAT'], 'a1', /“O_CREAT” is no number of 64 bits/],
    ['mkdir', ['0x10000000000000000'], 'a0', /64 bits/],
  ])('is wrong where it is none: %s %j', (call, args, field, problem) => {
    expect(readCall(call, auditArch.x86_64, args)).toEqual({
      field,
      problem: expect.stringMatching(problem),
    });
  });

  it('is a number where no names are known', () => {
    expect(readCall('mkdir', auditArch.i386, [])).toMatchObject({
      problem: expect.stringContaining('type a number'),
    });
    expect(readCall('39', auditArch.i386, [])).toEqual({ number: 39, args: [] });
  });
});
