import { describe, expect, it } from 'vitest';
import { readService } from '../../../src/shrink/inspected-service.ts';
import { mountPowers, powersOfService } from '../../../src/shrink/service-powers.ts';
import { copyService } from '../../../src/shrink/shrunk-copy.ts';
import { untriedOf } from '../../../src/shrink/untried.ts';

const inspected = (hostConfig: object = {}, config: object = {}) => ({
  Image: 'sha256:1',
  Config: {
    User: '',
    Env: ['A=b'],
    Labels: { 'com.docker.compose.project': 'shop' },
    ExposedPorts: { '80/tcp': {} },
    Entrypoint: ['/entry'],
    Cmd: ['serve'],
    Healthcheck: { Test: ['CMD', '/ok'], Interval: 3e10, Retries: 3, Timeout: 5e9 },
    ...config,
  },
  HostConfig: {
    NetworkMode: 'shop_default',
    MaskedPaths: ['/proc/keys'],
    PortBindings: { '80/tcp': [{ HostPort: '80' }] },
    ...hostConfig,
  },
});
const terms = { onNetworks: false, hasEmptyBinds: false };
const ids = (of: object) => {
  const service = readService(of);
  return [...powersOfService(service), ...mountPowers(service)].map(({ id }) => id);
};
const copyOf = (of: object, without: readonly string[] = [], more: Partial<typeof terms> = {}) =>
  copyService(
    of,
    { kept: new Set(ids(of).filter((id) => !without.includes(id))), paths: [], profile: undefined },
    { ...terms, ...more },
  ) as { User: string; HostConfig: Record<string, unknown>; Healthcheck: object } & Record<string, unknown>;

describe('a copy', () => {
  it('runs the service’s own program and health check, often, and has nothing of the reader’s to be found by', () => {
    const copy = copyOf(inspected());
    expect(copy).toMatchObject({ Entrypoint: ['/entry'], Cmd: ['serve'] });
    expect(copy.Healthcheck).toMatchObject({ Test: ['CMD', '/ok'], Interval: 25e7, StartPeriod: 0 });
    expect(copy.Labels).toEqual({ 'com.docker.compose.project': '' });
    expect(copy.HostConfig).toMatchObject({
      NetworkMode: 'none',
      PortBindings: {},
      RestartPolicy: { Name: 'no' },
    });
  });

  it.each([
    ['host', 'none'],
    ['container:abc', 'none'],
    ['shop_default', 'shop_default'],
  ])('on %s is on %s where it may be on networks', (NetworkMode, expected) => {
    expect(copyOf(inspected({ NetworkMode }), [], { onNetworks: true }).HostConfig.NetworkMode).toBe(
      expected,
    );
  });

  it('shares no namespace with the host or another container', () => {
    const shared = { PidMode: 'host', IpcMode: 'host', UTSMode: 'host', NetworkMode: 'host' };
    expect(copyOf(inspected(shared)).HostConfig).toMatchObject({
      PidMode: '',
      IpcMode: 'private',
      UTSMode: '',
      NetworkMode: 'none',
    });
  });

  it('never writes to what the reader’s own container mounts', () => {
    const mounts = {
      Binds: ['/srv/code:/code:rw', 'shop_cache:/cache', '/etc/x:/x:ro'],
      Mounts: [
        { Type: 'volume', Source: 'shop_data', Target: '/data' },
        { Type: 'bind', Source: '/srv/in', Target: '/in' },
      ],
    };
    for (const hasEmptyBinds of [false, true]) {
      const all = ids(inspected(mounts));
      for (const without of [[], ...all.map((id) => [id]), all]) {
        const { HostConfig } = copyOf(inspected(mounts), without, { hasEmptyBinds });
        const { Binds, Mounts } = HostConfig as { Binds: string[]; Mounts: Record<string, unknown>[] };
        expect(Binds.every((bind) => bind.split(':')[2]?.split(',').includes('ro'))).toBe(true);
        // What can be written has no source: it is new, and goes with the copy.
        expect(Mounts.every((mount) => mount.ReadOnly === true || mount.Source === undefined)).toBe(true);
      }
    }
    const { HostConfig } = copyOf(inspected(mounts));
    expect(HostConfig.Binds).toEqual(['/srv/code:/code:ro', '/etc/x:/x:ro']);
    expect(HostConfig.Mounts).toMatchObject([
      { Target: '/in', ReadOnly: true },
      { Type: 'volume', Target: '/cache' },
      { Type: 'volume', Target: '/data' },
    ]);
  });

  it('without a power has it not, and all others', () => {
    const of = inspected({ CapAdd: ['NET_ADMIN'] });
    expect(copyOf(of, ['capability:NET_ADMIN']).HostConfig.CapAdd).toHaveLength(14);
    expect(copyOf(of).HostConfig).toMatchObject({ CapDrop: ['ALL'], ReadonlyRootfs: false, SecurityOpt: [] });
    expect(copyOf(of, ['root']).User).toBe('10001:10001');
    expect(copyOf(of, ['writable-root']).HostConfig.ReadonlyRootfs).toBe(true);
    expect(copyOf(of, ['gaining']).HostConfig.SecurityOpt).toEqual(['no-new-privileges:true']);
  });

  it('of a privileged service may be an ordinary one', () => {
    const of = inspected({ Privileged: true, MaskedPaths: null });
    expect(ids(of)).toEqual(
      expect.arrayContaining(['privileged', 'no-filter', 'system-paths', 'capability:BPF']),
    );
    const all = ids(of);
    expect(copyOf(of, all).HostConfig).toMatchObject({
      Privileged: false,
      CapAdd: [],
      SecurityOpt: ['no-new-privileges:true'],
      MaskedPaths: null,
    });
    expect(copyOf(of).HostConfig).toMatchObject({ Privileged: true });
  });

  it('keeps a user that is not root, a profile, and what else its security options say', () => {
    const own = JSON.stringify({ defaultAction: 'SCMP_ACT_ERRNO', syscalls: [] });
    const of = inspected(
      { SecurityOpt: [`seccomp=${own}`, 'label=type:x', 'apparmor=mine'] },
      { User: 'app' },
    );
    expect(ids(of)).not.toContain('root');
    const copy = copyOf(of, ['gaining']);
    expect(copy.User).toBe('app');
    expect(copy.HostConfig.SecurityOpt).toEqual([
      'label=type:x',
      `seccomp=${own}`,
      'apparmor=mine',
      'no-new-privileges:true',
    ]);
  });

  it('asks nobody about its calls', () => {
    const asking = JSON.stringify({
      defaultAction: 'SCMP_ACT_ERRNO',
      listenerPath: '/run/seccomp.sock',
      listenerMetadata: 'm',
      syscalls: [{ names: ['mount'], action: 'SCMP_ACT_NOTIFY' }],
    });
    const of = inspected({ SecurityOpt: [`seccomp=${asking}`, 'label=type:x'] });
    for (const without of [[], ids(of)]) {
      const options = JSON.stringify(copyOf(of, without).HostConfig.SecurityOpt);
      expect(options).not.toMatch(/listener|NOTIFY/);
      expect(options).toContain('SCMP_ACT_ALLOW');
    }
    expect(untriedOf(readService(of), terms, []).join('\n')).toContain('listener of its seccomp profile');
    expect(untriedOf(readService(inspected()), terms, []).join('\n')).not.toContain('listener');
  });

  it('has a tmpfs where the root is read-only and the service wrote', () => {
    const plan = { kept: new Set(['path:/run', 'root']), paths: ['/run', '/var/log'], profile: undefined };
    const copy = copyService(inspected({ Tmpfs: { '/tmp': 'size=1m' } }), plan, terms) as {
      HostConfig: Record<string, unknown>;
    };
    expect(copy.HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': 'size=1m', '/run': 'mode=1777' },
    });
    expect(copy.HostConfig.Tmpfs).not.toHaveProperty('/var/log');
  });
});
