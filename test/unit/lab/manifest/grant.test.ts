import { describe, expect, it } from 'vitest';
import { covers, type Grant } from '../../../../src/lab/manifest/grant.ts';
import { makeManifest } from '../../../fixtures/manifest.ts';

const grant = (key: Grant['key'], value: string, service = 'web'): Grant => ({
  service,
  key,
  value,
  words: 'so',
});
const asked = (key: Grant['key'], value: string, service = 'web') => ({ service, key, value });

describe('a grant covers', () => {
  it.each([
    ['the same', grant('pid', 'host'), asked('pid', 'host')],
    ['any service', grant('pid', 'host', '*'), asked('pid', 'host', 'db')],
    ['a capability however it is spelt', grant('cap_add', 'NET_ADMIN'), asked('cap_add', 'cap_net_admin')],
    ['every capability, where it says ALL', grant('cap_add', 'ALL'), asked('cap_add', 'SYS_ADMIN')],
    ['a path below a folder', grant('volumes', '/proc/'), asked('volumes', '/proc/sys')],
    ['the folder itself', grant('volumes', '/proc/'), asked('volumes', '/proc')],
    ['a path however it is spelt', grant('devices', '/dev/fuse'), asked('devices', '/dev/./pts/../fuse')],
    ['everything, where its path is the root', grant('volumes', '/'), asked('volumes', '/etc')],
    [
      'both spellings of an option',
      grant('security_opt', 'seccomp=unconfined'),
      asked('security_opt', 'seccomp:unconfined'),
    ],
    [
      'a profile with and without ./',
      grant('security_opt', 'seccomp=./profile.json'),
      asked('security_opt', 'seccomp=profile.json'),
    ],
    [
      'profiles in a folder',
      grant('security_opt', 'seccomp=./profiles/'),
      asked('security_opt', 'seccomp=./profiles/a.json'),
    ],
    [
      'the letters of a device rule in another order, and fewer',
      grant('device_cgroup_rules', 'c 10:229 rwm'),
      asked('device_cgroup_rules', 'c 10:229 wr'),
    ],
    [
      'one device, where it says all',
      grant('device_cgroup_rules', 'c *:* rwm'),
      asked('device_cgroup_rules', 'c 10:229 rwm'),
    ],
  ])('%s', (_, given, wanted) => {
    expect(covers(given, wanted)).toBe(true);
  });
});

describe('a grant does not cover', () => {
  it.each([
    ['another service', grant('pid', 'host'), asked('pid', 'host', 'db')],
    ['another key', grant('pid', 'host'), asked('ipc', 'host')],
    ['another capability', grant('cap_add', 'NET_ADMIN'), asked('cap_add', 'SYS_ADMIN')],
    ['ALL, where it names one', grant('cap_add', 'NET_ADMIN'), asked('cap_add', 'ALL')],
    ['a path that begins alike', grant('volumes', '/proc'), asked('volumes', '/process')],
    ['a path below its own', grant('volumes', '/proc'), asked('volumes', '/proc/sys')],
    [
      'a path that leads out of a folder',
      grant('devices', '/dev/pts/'),
      asked('devices', '/dev/pts/../full'),
    ],
    ['a path above its own', grant('volumes', '/proc/sys'), asked('volumes', '/proc')],
    ['another profile', grant('security_opt', 'seccomp=./a.json'), asked('security_opt', 'seccomp=./b.json')],
    [
      'no filter, where it grants a folder of profiles',
      grant('security_opt', 'seccomp=./profiles/'),
      asked('security_opt', 'seccomp=unconfined'),
    ],
    [
      'block devices, where it grants character devices',
      grant('device_cgroup_rules', 'c *:* rwm'),
      asked('device_cgroup_rules', 'b 8:0 r'),
    ],
  ])('%s', (_, given, wanted) => {
    expect(covers(given, wanted)).toBe(false);
  });
});

describe('a grant of a device rule', () => {
  it.each(['c 10:229 rwm', 'c 10:* rw', 'c 1:229 rw', 'b 10:229 rw', 'c 10:229 rw\nc 1:1 rw'])(
    'does not cover %j',
    (rule) => {
      expect(covers(grant('device_cgroup_rules', 'c 10:229 rw'), asked('device_cgroup_rules', rule))).toBe(
        false,
      );
    },
  );
});

describe('the grants of a manifest', () => {
  it('may name only keys that give a power', () => {
    const wrong = { service: 'web', key: 'read_only', value: 'true', words: 'so' };
    expect(() => makeManifest({ grants: [wrong as unknown as Grant] })).toThrow(/grants/);
  });

  it('refuse a mistake that is to be refused and judged at once', () => {
    const { states } = makeManifest();
    const both = { edits: [], refused: 'privileged', fails: { 'not-root': 'uid 0' } };
    expect(() => makeManifest({ states: { ...states, mistakes: { both } } })).toThrow(/both/);
  });
});
