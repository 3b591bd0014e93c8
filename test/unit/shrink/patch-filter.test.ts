/** The filter of the patch is the one under which the last copy passed. */
import { expect, it } from 'vitest';
import { copyService } from '../../../src/shrink/shrunk-copy.ts';
import { linesOf, shrunkOf } from './shrunk-of.ts';

const own = { defaultAction: 'SCMP_ACT_ERRNO', syscalls: [{ names: ['read'], action: 'SCMP_ACT_ALLOW' }] };
/** One that is a list of what is refused, from which no calls are taken away. */
const open = { defaultAction: 'SCMP_ACT_ALLOW', syscalls: [{ names: ['bpf'], action: 'SCMP_ACT_ERRNO' }] };

it.each([own, open])('keeps a profile of the service’s own of which no calls were tried', (profile) => {
  const { patch, profileText } = shrunkOf({ SecurityOpt: [`seccomp=${JSON.stringify(profile)}`] }, []);
  expect(patch).toContain('security_opt: !override');
  expect(linesOf(patch).security_opt).toEqual(['no-new-privileges:true', 'seccomp=./web.seccomp.json']);
  expect(JSON.parse(profileText ?? '')).toEqual(profile);
});

it('keeps it in privileged mode too, in the copy and in the patch', () => {
  const HostConfig = { Privileged: true, SecurityOpt: [`seccomp=${JSON.stringify(own)}`] };
  const { patch, profileText, shrunk } = shrunkOf(HostConfig, ['privileged', 'gaining']);
  expect(shrunk.spare.map(({ id }) => id)).not.toContain('no-filter');
  expect(linesOf(patch).security_opt).toEqual(['seccomp=./web.seccomp.json']);
  expect(JSON.parse(profileText ?? '')).toEqual(own);
  const inspected = { Image: 'x', Config: {}, HostConfig };
  const plan = { kept: new Set(['privileged', 'gaining']), paths: [], profile: undefined };
  const terms = { onNetworks: false, hasEmptyBinds: false };
  expect(copyService(inspected, plan, terms).HostConfig).toMatchObject({
    SecurityOpt: HostConfig.SecurityOpt,
  });
});

it.each([
  ['no filter', { SecurityOpt: ['seccomp=unconfined'] }],
  ['no AppArmor profile', { SecurityOpt: ['apparmor=unconfined'] }],
  // The Engine is told by lists of paths, and the file may say `systempaths=unconfined`.
  ['open system paths', { MaskedPaths: [] }],
])('takes away %s where nothing takes its place', (_what, host) => {
  const { patch, profileText } = shrunkOf(host, ['gaining']);
  expect(patch).toContain('security_opt: !override []');
  expect(profileText).toBeUndefined();
});

it('keeps the Engine’s own profile by its name', () => {
  const { patch } = shrunkOf({ SecurityOpt: ['seccomp=builtin'] }, ['gaining']);
  expect(linesOf(patch).security_opt).toEqual(['seccomp=builtin']);
});

it('says nothing where the service said nothing', () => {
  expect(shrunkOf({}, ['gaining']).patch).not.toContain('security_opt');
});
