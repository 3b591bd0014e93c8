import { expect, test } from 'vitest';
import type { Grant } from '../../../../src/lab/manifest/grant.ts';
import { whyNotGraded } from '../../../../src/runner/replay/gradable.ts';

const lab = (key: Grant['key'], value: string) => ({
  id: 'a/b' as const,
  grants: [{ service: 'web', key, value, words: 'web may do that.' }],
  states: { solution: { run: [] } },
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
    'a/b lets its containers reach what looks at them, or the engine that says which is which (web may do that), so nothing that is seen of them is proof; it would take a seat with a kernel of its own, or a machine that is thrown away',
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

test('work is graded where nothing is granted, and files are the whole of it', () => {
  const states = (run: readonly string[]) => ({ solution: { run } });
  expect(whyNotGraded({ id: 'a/b', grants: [], states: states([]) })).toBeUndefined();
  expect(whyNotGraded({ id: 'a/b', grants: [], states: states(['docker push registry:5000/app']) })).toBe(
    'a/b is done in a shell, and what it leaves in an engine is left by whoever is root of that engine, so nothing that is seen of it is proof',
  );
});
