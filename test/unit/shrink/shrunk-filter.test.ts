import { describe, expect, it } from 'vitest';
import { syscallNumbersOf } from '../../../src/lab/observation/syscall-table.ts';
import { defaultProfile } from '../../../src/lab/seccomp/default-profile.ts';
import { profileSchema } from '../../../src/lab/seccomp/profile-schema.ts';
import { familyNames, familyOf, neededByAll } from '../../../src/shrink/call-families.ts';
import { callsLetThrough, letThroughOnly } from '../../../src/shrink/shrunk-filter.ts';

const table = new Set(syscallNumbersOf('amd64')?.keys());

describe('a filter with less', () => {
  it('lets through what is left, and what else goes with a capability', () => {
    const left = new Set(['read', 'socket', 'personality']);
    const profile = letThroughOnly(defaultProfile, left);
    expect(profileSchema.safeParse(profile).error).toBeUndefined();
    expect(callsLetThrough(profile, table)).toEqual(['personality', 'read', 'socket']);
    const ofCapabilities = (profile.syscalls ?? []).filter(({ includes }) => includes?.caps?.length);
    expect(ofCapabilities.length).toBeGreaterThan(5);
    expect(profile.defaultAction).toBe('SCMP_ACT_ERRNO');
    expect(profile.archMap?.flatMap(({ subArchitectures }) => subArchitectures ?? [])).toEqual([]);
  });

  it('keeps conditions on arguments, and what is refused', () => {
    const rules = [
      { names: ['socket'], action: 'SCMP_ACT_ALLOW', args: [{ index: 0, value: 1, op: 'SCMP_CMP_EQ' }] },
      { name: 'read', action: 'SCMP_ACT_ALLOW' },
      { names: ['ptrace'], action: 'SCMP_ACT_KILL_PROCESS' },
    ];
    const own = profileSchema.parse({ defaultAction: 'SCMP_ACT_ERRNO', syscalls: rules });
    expect(letThroughOnly(own, new Set(['socket'])).syscalls).toEqual([rules[0], rules[2]]);
  });

  it('never lets through more than before', () => {
    const before = callsLetThrough(defaultProfile, table);
    const after = callsLetThrough(
      letThroughOnly(defaultProfile, new Set([...before, 'bpf', 'mount'])),
      table,
    );
    expect(after).toEqual(before);
  });
});

describe('families of calls', () => {
  it('have each call that Docker allows, under a name that is tried', () => {
    const calls = callsLetThrough(defaultProfile, table).filter((call) => !neededByAll.has(call));
    expect(calls.length).toBeGreaterThan(200);
    for (const call of calls) expect(familyNames).toContain(familyOf(call));
    const other = calls.filter((call) => familyOf(call) === 'other calls');
    expect(other.length).toBeLessThan(30);
  });

  it('leave alone what every program needs, by names that there are', () => {
    for (const call of neededByAll) expect(table, call).toContain(call);
  });
});
