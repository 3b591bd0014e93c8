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
    ['volumes', '/etc/', 'volumes: [{ type: bind, source: /etc/ssl, target: /certs }]'],
    ['privileged', 'true', 'privileged: "true"'],
    ['cap_add', 'ALL', 'cap_add: [SYS_ADMIN]'],
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

  test('is another path, device or power than the one that is granted', () => {
    const file = (line: string) => `services:\n  web:\n    ${line}\n`;
    expect(findReaching(file('volumes: ["/var/run/docker.sock:/s"]'), [grant('volumes', '/etc/')])).toEqual(
      [],
    );
    expect(findReaching(file('volumes: [/etc]'), [grant('volumes', '/etc')])).toEqual([]);
    expect(findReaching(file('devices: [/dev/fuse]'), [grant('devices', '/dev/kmsg')])).toEqual([]);
    expect(findReaching(file('cap_add: [NET_ADMIN]'), [grant('cap_add', 'ALL')])).toEqual([]);
  });

  test('is found beside a service that is written wrong, and by the device of a named volume', () => {
    const host = grant('pid', 'host');
    expect(findReaching('services: { db: null, web: { pid: host } }', [host])).toEqual([host]);
    const etc = grant('volumes', '/etc');
    const named =
      'services: { web: { volumes: ["all:/h"] } }\nvolumes: { all: { driver_opts: { type: none, o: bind, device: /etc } } }\n';
    expect(findReaching(named, [etc])).toEqual([etc]);
  });

  test('is read of what an anchor merges, and a file that is none has none', () => {
    const given = grant('pid', 'host');
    const merged = 'x: &x { pid: host }\nservices:\n  web:\n    <<: *x\n';
    expect(findReaching(merged, [given])).toEqual([given]);
    for (const text of ['services: [\n', 'a text', '', 'services: { web: null }\n'])
      expect(findReaching(text, [given])).toEqual([]);
  });
});
