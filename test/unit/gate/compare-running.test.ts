import { describe, expect, it } from 'vitest';
import { compareRunning } from '../../../src/gate/compare-running.ts';
import type { JsonMap } from '../../../src/gate/json.ts';

const compare = (host: object, service: JsonMap = { image: 'x' }, more: object = {}) =>
  compareRunning({
    inspected: JSON.stringify([
      {
        Name: '/p-web-1',
        Config: { Labels: { 'com.docker.compose.service': 'web' } },
        HostConfig: host,
        ...more,
      },
    ]),
    allowed: { services: { web: service } },
    workspacePath: '/w',
  });

describe('what runs as it was allowed', () => {
  it.each<[string, object, JsonMap]>([
    ['a plain container', { Runtime: 'runc', IpcMode: 'private', CapAdd: null }, {}],
    [
      'a granted capability, as the engine spells it',
      { CapAdd: ['CAP_NET_ADMIN'] },
      { cap_add: ['NET_ADMIN'] },
    ],
    [
      'a label that the engine takes off a privileged container',
      { Privileged: true, SecurityOpt: ['label=disable'] },
      { privileged: true },
    ],
    [
      'or off one with the host’s processes',
      { PidMode: 'host', SecurityOpt: ['label=disable'] },
      { pid: 'host' },
    ],
    ['a profile by its content', { SecurityOpt: ['seccomp={"a":1}'] }, { security_opt: ['seccomp=/run/x'] }],
    ['another container’s processes, for a service’s', { PidMode: 'container:abc' }, { pid: 'service:db' }],
    [
      'a port on loopback',
      { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1' }] } },
      { ports: [{ host_ip: '127.0.0.1' }] },
    ],
  ])('%s', (_, host, service) => {
    expect(compare(host, { image: 'x', ...service })).toEqual([]);
  });

  it('a mount of the workspace', () => {
    expect(compare({}, { image: 'x' }, { Mounts: [{ Type: 'bind', Source: '/w/secret.txt' }] })).toEqual([]);
  });
});

describe('what runs otherwise', () => {
  it.each<[string, object, string]>([
    ['privileged', { Privileged: true }, 'it is privileged'],
    ['a capability', { CapAdd: ['CAP_SYS_ADMIN'] }, 'it has SYS_ADMIN'],
    ['no filter', { SecurityOpt: ['seccomp=unconfined'] }, 'it has the option seccomp=unconfined'],
    ['a label taken off', { SecurityOpt: ['label=disable'] }, 'it has the option label=disable'],
    ['the host’s processes', { PidMode: 'host' }, 'pid is the host’s'],
    ['the host’s network', { NetworkMode: 'host' }, 'network_mode is the host’s'],
    ['another container’s network', { NetworkMode: 'container:abc' }, 'network_mode is another container’s'],
    ['a device', { Devices: [{ PathOnHost: '/dev/sda' }] }, 'it has the device /dev/sda'],
    ['a device of a driver', { DeviceRequests: [{}] }, 'it has devices of a driver'],
    ['a setting of the kernel', { Sysctls: { 'net.ipv4.ip_forward': '1' } }, 'it sets net.ipv4.ip_forward'],
    ['another cgroup', { CgroupParent: '/' }, 'it is below the cgroup /'],
    ['mounts of another', { VolumesFrom: ['x'] }, 'it has mounts of another container'],
    [
      'a port on every address',
      { PortBindings: { '80/tcp': [{ HostIp: '' }] } },
      'a port is published on every address',
    ],
  ])('%s', (_, host, says) => {
    expect(compare(host)).toEqual([`web: ${says}`]);
  });

  it('a folder of the machine', () => {
    const mounts = { Mounts: [{ Type: 'bind', Source: '/etc' }] };
    expect(compare({}, { image: 'x' }, mounts)).toEqual(['web: /etc is mounted']);
  });

  it('a service that nobody allowed', () => {
    expect(compare({}, {})).toEqual(['web: no such service had been allowed']);
  });
});
