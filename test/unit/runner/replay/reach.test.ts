import { describe, expect, test } from 'vitest';
import type { Grant } from '../../../../src/lab/manifest/grant.ts';
import { findReaching, reachesTheEngine } from '../../../../src/runner/replay/reach.ts';

const grant = (key: Grant['key'], value: string, service = 'web'): Grant => ({
  service,
  key,
  value,
  words: 'web may do that.',
});

describe('what reaches the engine of a seat', () => {
  test.each<[Grant['key'], string, string]>([
    ['privileged', 'true', 'privileged: true'],
    ['pid', 'host', 'pid: host'],
    ['cgroup', 'host', 'cgroup: host'],
    ['devices', '/dev/kmsg', 'devices: [/dev/kmsg:/dev/kmsg]'],
    ['device_cgroup_rules', 'c 1:3 mr', 'device_cgroup_rules: ["c 1:3 mr"]'],
    ['volumes', '/var/run/docker.sock', 'volumes: ["/var/run/docker.sock:/sock"]'],
    ['volumes', '/etc', 'volumes: [{ type: bind, source: /etc/ssl, target: /certs }]'],
    ['cap_add', 'SYS_ADMIN', 'cap_add: [cap_sys_admin]'],
    ['cap_add', 'CAP_sys_module', 'cap_add: [SYS_MODULE]'],
  ])('%s: %s does, and is found in a file that has %s', (key, value, line) => {
    const given = grant(key, value);
    expect(reachesTheEngine(given)).toBe(true);
    expect(findReaching(`services:\n  web:\n    ${line}\n`, [given])).toEqual([given]);
    expect(findReaching(`services:\n  web:\n    image: a\n`, [given])).toEqual([]);
    expect(findReaching(`services:\n  db:\n    ${line}\n`, [given])).toEqual([]);
    const ofAny = grant(key, value, '*');
    expect(findReaching(`services:\n  db:\n    ${line}\n`, [ofAny])).toEqual([ofAny]);
  });

  test.each<[Grant['key'], string, string]>([
    ['pid', 'service:db', 'pid: service:db'],
    ['cap_add', 'NET_ADMIN', 'cap_add: [NET_ADMIN]'],
    ['security_opt', 'seccomp=./profiles/', 'security_opt: ["seccomp=./profiles/a.json"]'],
    ['ports', '0.0.0.0', 'ports: ["80:80"]'],
    ['volumes', './data', 'volumes: ["./data:/data"]'],
  ])('%s: %s does not', (key, value, line) => {
    const given = grant(key, value);
    expect(reachesTheEngine(given)).toBe(false);
    expect(findReaching(`services:\n  web:\n    ${line}\n`, [given])).toEqual([]);
  });

  test('is read of what an anchor merges, and a file that is none has none', () => {
    const given = grant('pid', 'host');
    const merged = 'x: &x { pid: host }\nservices:\n  web:\n    <<: *x\n';
    expect(findReaching(merged, [given])).toEqual([given]);
    for (const text of ['services: [\n', 'a text', '', 'services: { web: null }\n'])
      expect(findReaching(text, [given])).toEqual([]);
  });
});
