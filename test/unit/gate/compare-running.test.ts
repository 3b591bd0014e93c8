import { describe, expect, it } from 'vitest';
import { compareRunning, type RunningRequest } from '../../../src/gate/compare-running.ts';
import { parseMounted } from '../../../src/gate/mounted.ts';
import type { Grant, GrantKey } from '../../../src/lab/manifest/grant.ts';

const id = 'a'.repeat(64);
const grant = (key: GrantKey, value: string, service = 'web'): Grant => ({ service, key, value, words: 'x' });

const compare = (
  host: object,
  { grants = [], more = {}, ...changed }: Partial<RunningRequest> & { readonly more?: object } = {},
) =>
  compareRunning({
    inspected: [
      {
        Id: id,
        Name: '/p-web-1',
        Config: { Labels: { 'com.docker.compose.service': 'web' } },
        HostConfig: host,
        ...more,
      },
    ],
    allowed: { services: { web: { image: 'x' } } },
    project: 'p',
    grants,
    workspacePath: '/w',
    isComplete: true,
    ownLabels: ['dev.drydock.role'],
    mounted: new Map(),
    workbenchMounts: [],
    ...changed,
  });

describe('what runs with no more than was granted', () => {
  it.each<[string, object, readonly Grant[]]>([
    [
      'a plain container',
      { Runtime: 'runc', IpcMode: 'private', CapAdd: null, NetworkMode: 'p_default' },
      [],
    ],
    ['a capability of Docker’s own', { CapAdd: ['CAP_CHOWN'] }, []],
    [
      'a granted capability, as the engine spells it',
      { CapAdd: ['CAP_NET_ADMIN'] },
      [grant('cap_add', 'NET_ADMIN')],
    ],
    [
      'a label that the engine takes off a privileged container',
      { Privileged: true, SecurityOpt: ['label=disable'] },
      [grant('privileged', 'true')],
    ],
    [
      'or off one with the host’s processes',
      { PidMode: 'host', SecurityOpt: ['label=disable'] },
      [grant('pid', 'host')],
    ],
    [
      'a profile by its content',
      { SecurityOpt: ['seccomp={"a":1}'] },
      [grant('security_opt', 'seccomp=./x.json')],
    ],
    ['the processes of a container of the project', { PidMode: `container:${id}` }, []],
    ['a port on loopback', { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1' }] } }, []],
    [
      'a port on every address, of both versions',
      { PortBindings: { '80/tcp': [{ HostIp: '0.0.0.0' }, { HostIp: '::' }] } },
      [grant('ports', '0.0.0.0')],
    ],
    ['a limit that comes before nobody', { Ulimits: [{ Name: 'nofile', Hard: 1024, Soft: 1024 }] }, []],
  ])('%s', (_, host, grants) => {
    expect(compare(host, { grants })).toEqual([]);
  });

  it('a mount of the workspace', () => {
    const more = { Mounts: [{ Type: 'bind', Source: '/w/secret.txt' }] };
    expect(compare({}, { more })).toEqual([]);
  });

  it('a container of an earlier file, while Compose has not ended well', () => {
    expect(compare({}, { allowed: { services: {} }, isComplete: false })).toEqual([]);
  });

  it('what a learner starts by hand', () => {
    const labels = { 'com.docker.compose.service': 'web', 'com.docker.compose.oneoff': 'True' };
    expect(compare({ Privileged: true }, { more: { Config: { Labels: labels } } })).toEqual([]);
  });
});

describe('what runs with more', () => {
  it.each<[string, object, string]>([
    ['privileged', { Privileged: true }, 'it is privileged'],
    ['a capability', { CapAdd: ['CAP_SYS_ADMIN'] }, 'it has SYS_ADMIN'],
    ['no filter', { SecurityOpt: ['seccomp=unconfined'] }, 'it has the option seccomp=unconfined'],
    ['a filter of its own', { SecurityOpt: ['seccomp={"a":1}'] }, 'it has the option seccomp={"a":1}'],
    ['a label taken off', { SecurityOpt: ['label=disable'] }, 'it has the option label=disable'],
    ['the host’s processes', { PidMode: 'host' }, 'pid is the host’s'],
    ['the host’s network', { NetworkMode: 'host' }, 'network_mode is the host’s'],
    [
      'another container’s network',
      { NetworkMode: 'container:abc' },
      'network_mode is that of a container of another project',
    ],
    ['a device', { Devices: [{ PathOnHost: '/dev/sda' }] }, 'it has the device /dev/sda'],
    ['what a driver has', { DeviceRequests: [{}] }, 'it has the device any of a driver'],
    [
      'a device of a driver',
      { DeviceRequests: [{ DeviceIDs: ['a.example/b=all'] }] },
      'it has the device a.example/b=all of a driver',
    ],
    ['a setting of the kernel', { Sysctls: { 'net.ipv4.ip_forward': '1' } }, 'it sets net.ipv4.ip_forward'],
    ['another cgroup', { CgroupParent: '/' }, 'it is below the cgroup /'],
    ['mounts of another', { VolumesFrom: ['x'] }, 'it has mounts of a container of another project'],
    ['a limit, in capitals', { Ulimits: [{ Name: 'RTPRIO' }] }, 'it has the limit RTPRIO'],
    ['the machine by name', { ExtraHosts: ['h:host-gateway'] }, 'it knows the machine itself by name'],
    [
      'a port on every address',
      { PortBindings: { '80/tcp': [{ HostIp: '' }] } },
      'a port is published on every address',
    ],
    [
      'a port on what is no address',
      { PortBindings: { '80/tcp': [{ HostIp: 'localhost' }] } },
      'a port is published on localhost',
    ],
  ])('%s', (_, host, says) => {
    expect(compare(host)).toEqual([`web: ${says}`]);
  });

  it('a power that another service was granted', () => {
    expect(compare({ Privileged: true }, { grants: [grant('privileged', 'true', 'db')] })).toEqual([
      'web: it is privileged',
    ]);
  });

  it('a power that the file asks for and the lab does not grant', () => {
    const allowed = { services: { web: { image: 'x', privileged: true } } };
    expect(compare({ Privileged: true }, { allowed })).toEqual(['web: it is privileged']);
  });

  it.each<[string, object, string]>([
    ['a folder of the machine', { Type: 'bind', Source: '/etc' }, '/etc is mounted'],
    ['one whose name begins like the workspace’s', { Type: 'bind', Source: '/w2' }, '/w2 is mounted'],
    [
      'a volume of another project',
      { Type: 'volume', Name: 'q_x', Driver: 'local' },
      'the volume q_x is mounted',
    ],
    [
      'a mount that others see',
      { Type: 'bind', Source: '/w', Propagation: 'rshared' },
      '/w is mounted rshared',
    ],
  ])('%s', (_, mount, says) => {
    expect(compare({}, { more: { Mounts: [mount] } })).toEqual([`web: ${says}`]);
  });

  it('a network of another project', () => {
    const more = { NetworkSettings: { Networks: { q_default: {} } } };
    expect(compare({}, { more })).toEqual(['web: it is in the network q_default']);
  });

  it('a label of Drydock’s own', () => {
    const labels = { 'com.docker.compose.service': 'web', 'dev.drydock.role': 'workbench' };
    expect(compare({}, { more: { Config: { Labels: labels } } })).toEqual([
      'web: it bears Drydock’s own label dev.drydock.role',
    ]);
  });

  it.each(['web', 'constructor', '__proto__'])('a service that nobody allowed: %s', (name) => {
    const more = { Config: { Labels: { 'com.docker.compose.service': name } } };
    expect(compare({}, { more, allowed: { services: {} } })).toEqual([
      `${name}: no such service had been allowed`,
    ]);
  });
});

describe('where a mount of the workspace leads', () => {
  const more = { Mounts: [{ Type: 'bind', Source: '/w/data', Destination: '/h' }] };
  const workbenchMounts = parseMounted('1 0 0:30 / / rw - overlay o rw\n2 1 8:1 /home/w /w rw - ext4 d rw');
  const seen = (line: string) => new Map([[id, parseMounted(line)]]);

  it('is where it says', () => {
    const mounted = seen('9 8 8:1 /home/w/data /h rw - ext4 d rw');
    expect(compare({}, { more, workbenchMounts, mounted })).toEqual([]);
  });

  it('is where it said, of a file that was replaced since', () => {
    const mounted = seen('9 8 8:1 /home/w/data//deleted /h rw - ext4 d rw');
    expect(compare({}, { more, workbenchMounts, mounted })).toEqual([]);
    const renamed = seen('9 8 8:1 /home/w/data.bak /h rw - ext4 d rw');
    expect(compare({}, { more, workbenchMounts, mounted: renamed })).toEqual([]);
  });

  it.each([
    '9 8 8:1 / /h rw - ext4 d rw',
    '9 8 8:1 /etc /h rw - ext4 d rw',
    '9 8 0:5 /home/w/data /h rw - proc d rw',
  ])('is elsewhere: %s', (line) => {
    expect(compare({}, { more, workbenchMounts, mounted: seen(line) })).toEqual([
      'web: what is mounted of /w/data is something else: a link led out of the workspace',
    ]);
  });
});
