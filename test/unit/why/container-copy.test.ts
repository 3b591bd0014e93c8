import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyContainer, mountsOf, untriedOfListener } from '../../../src/why/container-copy.ts';
import { emptyMounts, loosen, looseningsOf } from '../../../src/why/loosening.ts';

/** As the Engine API tells of one, with what a copy must not have. */
const inspected = (host: object = {}, config: object = {}) => ({
  Id: 'a1',
  Image: 'sha256:abc',
  Config: {
    User: '1000',
    Env: ['A=1'],
    Labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web', its: 'own' },
    ExposedPorts: { '80/tcp': {} },
    Volumes: { '/data': {} },
    WorkingDir: '/srv',
    ...config,
  },
  HostConfig: {
    NetworkMode: 'shop_default',
    Binds: ['/srv/data:/data', 'cache:/cache:rw,z', '/etc/x:/x:ro', '/srv/s:/s:rshared,Z,U'],
    Mounts: [
      { Type: 'volume', Source: 'kept', Target: '/kept', VolumeOptions: { Subpath: 'a' } },
      {
        Type: 'bind',
        Source: '/b',
        Target: '/b',
        BindOptions: { Propagation: 'rshared', NonRecursive: true },
      },
      { Type: 'tmpfs', Target: '/tmp' },
    ],
    PortBindings: { '80/tcp': [{ HostPort: '80' }] },
    RestartPolicy: { Name: 'always' },
    Memory: 1000,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges:true', 'seccomp=/p.json'],
    MaskedPaths: ['/proc/keys'],
    ReadonlyRootfs: true,
    ...host,
  },
});

describe('a copy of a container', () => {
  const copy = copyContainer(inspected(), ['id', '-u']);

  it('runs the program alone, under the defences of the container', () => {
    expect(copy).toMatchObject({
      Image: 'sha256:abc',
      Entrypoint: ['id', '-u'],
      Cmd: [],
      User: '1000',
      WorkingDir: '/srv',
    });
    expect(copy.HostConfig).toMatchObject({
      Memory: 1000,
      CapDrop: ['ALL'],
      ReadonlyRootfs: true,
      MaskedPaths: ['/proc/keys'],
      SecurityOpt: ['no-new-privileges:true', 'seccomp=/p.json'],
      NetworkMode: 'shop_default',
    });
  });

  it('mounts what the container mounts, all of it read-only', () => {
    expect(copy.HostConfig).toMatchObject({
      Binds: ['/srv/data:/data:ro', 'cache:/cache:nocopy,ro', '/etc/x:/x:ro', '/srv/s:/s:ro'],
      Mounts: [{ Type: 'volume', ReadOnly: true }, { Type: 'bind', ReadOnly: true }, { Type: 'tmpfs' }],
    });
    expect(copy.HostConfig).not.toHaveProperty('Mounts[2].ReadOnly');
  });

  it('changes nothing of what it mounts: an empty volume is not filled, and no mount gets out', () => {
    expect(copy.HostConfig.Mounts[0]?.VolumeOptions).toEqual({ Subpath: 'a', NoCopy: true });
    expect(copy.HostConfig.Mounts[1]?.BindOptions).toEqual({ NonRecursive: true });
  });

  it('asks no listener, since a recorder would begin anew', () => {
    const profile = {
      defaultAction: 'SCMP_ACT_ERRNO',
      listenerPath: '/w/run/recorder.sock',
      listenerMetadata: 'rehearsal',
      syscalls: [
        { names: ['read'], action: 'SCMP_ACT_NOTIFY' },
        { names: ['write'], action: 'SCMP_ACT_ALLOW' },
      ],
    };
    const recorded = inspected({ SecurityOpt: [`seccomp=${JSON.stringify(profile)}`] });
    const [option = ''] = copyContainer(recorded, ['id']).HostConfig.SecurityOpt;
    expect(JSON.parse(option.replace('seccomp=', ''))).toEqual({
      defaultAction: 'SCMP_ACT_ERRNO',
      syscalls: [
        { names: ['read'], action: 'SCMP_ACT_ALLOW' },
        { names: ['write'], action: 'SCMP_ACT_ALLOW' },
      ],
    });
    expect(untriedOfListener(recorded)).toHaveLength(1);
    expect(untriedOfListener(inspected())).toEqual([]);
  });

  it('takes no port, none of its labels and volumes, and does not come back', () => {
    // The Engine gives a container those of its image too, unless something else is said: that of a project, if built by it.
    expect(copy.Labels).toEqual({ 'com.docker.compose.project': '', 'com.docker.compose.service': '' });
    expect(copy).not.toHaveProperty('ExposedPorts');
    expect(copy).not.toHaveProperty('Volumes');
    expect(copy.HostConfig).toMatchObject({ PortBindings: {}, RestartPolicy: { Name: 'no' } });
  });

  it.each(['host', 'container:a1'])('is in no namespace of others: %s', (mode) => {
    const shared = { NetworkMode: mode, PidMode: mode, IpcMode: mode, UTSMode: 'host' };
    expect(copyContainer(inspected(shared), ['id']).HostConfig).toMatchObject({
      NetworkMode: 'none',
      PidMode: '',
      IpcMode: 'private',
      UTSMode: '',
    });
  });

  it('stays so whatever is loosened, and is never privileged', () => {
    const of = copyContainer(inspected({ CapAdd: null, Privileged: false }), ['id']);
    fc.assert(
      fc.property(fc.subarray([...looseningsOf(of)]), (some) => {
        const { HostConfig } = loosen(of, some);
        expect(HostConfig).toMatchObject({
          Binds: of.HostConfig.Binds,
          Mounts: of.HostConfig.Mounts,
          NetworkMode: 'shop_default',
          PidMode: '',
          Privileged: false,
          PortBindings: {},
        });
      }),
    );
  });
});

describe('what can be loosened', () => {
  const host = (copy: ReturnType<typeof copyContainer>) => copy.HostConfig;

  it('has a ceiling where it is a limit, and of block devices no more than reading', () => {
    const limited = copyContainer(inspected({ PidsLimit: 10 }), ['id']);
    const open = host(loosen(limited, looseningsOf(limited)));
    expect(open).toMatchObject({ Memory: 4 * 2 ** 30, PidsLimit: 4096 });
    expect(open.DeviceCgroupRules).toEqual(['b *:* rm', 'c *:* rwm']);
  });

  it('includes a capability that is taken from all', () => {
    const ids = idsOf({ CapAdd: ['ALL'], CapDrop: ['NET_RAW'] });
    expect(ids).toContain('capability:NET_RAW');
    expect(ids).not.toContain('capability:SYS_ADMIN');
  });

  it('is the runtime too, where it is not runc', () => {
    expect(idsOf({ Runtime: 'runsc' })).toContain('runtime');
    expect(idsOf({ Runtime: 'runc' })).not.toContain('runtime');
  });

  it('is a mount that the container has read-only, and no other', () => {
    const { readOnly, writable } = mountsOf(inspected());
    expect({ readOnly, writable }).toEqual({
      readOnly: ['/x'],
      writable: ['/data', '/cache', '/s', '/kept', '/b'],
    });
    const copy = copyContainer(inspected(), ['id']);
    const open = host(loosen(copy, [emptyMounts(readOnly)]));
    expect(open.Binds).not.toContain('/etc/x:/x:ro');
    expect(open.Binds).toContain('/srv/data:/data:ro');
    expect(open.Tmpfs).toEqual({ '/x': 'rw,mode=1777' });
  });

  const idsOf = (host: object, config?: object) =>
    looseningsOf(copyContainer(inspected(host, config), ['id'])).map(({ id }) => id);

  it('is what is in force', () => {
    expect(idsOf({})).toEqual(
      expect.arrayContaining([
        'seccomp',
        'no-new-privileges',
        'system-paths',
        'read-only-root',
        'user',
        'capability:CHOWN',
      ]),
    );
    const open = idsOf(
      {
        SecurityOpt: ['seccomp=unconfined'],
        MaskedPaths: [],
        ReadonlyRootfs: false,
        CapDrop: null,
        CapAdd: ['CAP_SYS_ADMIN'],
      },
      { User: '0:0' },
    );
    for (const id of ['seccomp', 'no-new-privileges', 'system-paths', 'read-only-root', 'user'])
      expect(open).not.toContain(id);
    expect(open).not.toContain('capability:CHOWN');
    expect(open).not.toContain('capability:SYS_ADMIN');
    expect(open).toContain('capability:NET_ADMIN');
    // Of two that would each do, the earlier one is named: a limit, and not the capability that may exceed it.
    expect(open.indexOf('limits')).toBeLessThan(open.indexOf('capability:SYS_RESOURCE'));
    expect(idsOf({ Privileged: true }, { User: '' })).toEqual([
      'no-new-privileges',
      'read-only-root',
      'limits',
    ]);
  });
});
