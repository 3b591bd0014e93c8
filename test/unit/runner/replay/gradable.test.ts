import { expect, test } from 'vitest';
import type { Grant } from '../../../../src/lab/manifest/grant.ts';
import { whyNotGraded } from '../../../../src/runner/replay/gradable.ts';

const lab = (key: Grant['key'], value: string) => ({
  id: 'a/b' as const,
  grants: [{ service: 'web', key, value, words: 'web may do that.' }],
});

test.each<[Grant['key'], string]>([
  ['privileged', 'true'],
  ['pid', 'host'],
  ['cgroup', 'host'],
  ['devices', '/dev/kmsg'],
  ['volumes', '/var/run/docker.sock'],
  ['cap_add', 'SYS_ADMIN'],
  ['cap_add', 'CAP_sys_module'],
])('work is not graded where %s is granted %s, and it is said by which words', (key, value) => {
  expect(whyNotGraded(lab(key, value))).toBe(
    'a/b lets its containers reach what looks at them (web may do that), so nothing that is seen of them is proof',
  );
});

test.each<[Grant['key'], string]>([
  ['pid', 'service:db'],
  ['cap_add', 'NET_ADMIN'],
  ['security_opt', 'seccomp=./profiles/'],
  ['ports', '0.0.0.0'],
])('work is graded where %s is granted %s', (key, value) => {
  expect(whyNotGraded(lab(key, value))).toBeUndefined();
});

test('work is graded where nothing is granted', () => {
  expect(whyNotGraded({ id: 'a/b', grants: [] })).toBeUndefined();
});
