/** Mounts that become read-only stay what they were. */
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { linesOf, shrunkOf } from './shrunk-of.ts';

const volumesOf = (host: object) => linesOf(shrunkOf(host, []).patch).volumes;
const declaredIn = (host: object) => parse(shrunkOf(host, []).patch, { logLevel: 'silent' }).volumes;

it('keeps how a bind is mounted', () => {
  expect(volumesOf({ Binds: ['/srv/code:/code:rw,rshared,z'] })).toEqual([
    {
      type: 'bind',
      source: '/srv/code',
      target: '/code',
      read_only: true,
      bind: { propagation: 'rshared', selinux: 'z' },
    },
  ]);
  const BindOptions = { Propagation: 'rslave', NonRecursive: true };
  expect(volumesOf({ Mounts: [{ Type: 'bind', Source: '/srv', Target: '/x', BindOptions }] })).toEqual([
    {
      type: 'bind',
      source: '/srv',
      target: '/x',
      read_only: true,
      bind: { propagation: 'rslave', recursive: 'disabled' },
    },
  ]);
});

it('keeps which part of a volume is mounted, and that nothing is copied into it', () => {
  const VolumeOptions = { Subpath: 'a/b', NoCopy: true };
  const Mounts = [{ Type: 'volume', Source: 'shop_data', Target: '/data', VolumeOptions }];
  expect(volumesOf({ Mounts })).toEqual([
    {
      type: 'volume',
      source: 'data',
      target: '/data',
      read_only: true,
      volume: { subpath: 'a/b', nocopy: true },
    },
  ]);
  expect(volumesOf({ Binds: ['shop_data:/data:nocopy'] })).toMatchObject([{ volume: { nocopy: true } }]);
});

it('declares volumes that the file may call otherwise', () => {
  const Binds = ['shop_data:/data', 'elsewhere:/other'];
  expect(volumesOf({ Binds })).toMatchObject([{ source: 'data' }, { source: 'elsewhere' }]);
  expect(declaredIn({ Binds })).toEqual({
    // Nothing is said of it that the file may say otherwise.
    data: {},
    elsewhere: { name: 'elsewhere', external: true },
  });
});

it('gives an anonymous volume no name', () => {
  const anonymous = [{ type: 'volume', target: '/data', read_only: true }];
  for (const Source of ['', 'c0ffee00'.repeat(8)]) {
    const Mounts = [{ Type: 'volume', Source, Target: '/data' }];
    expect(volumesOf({ Mounts })).toEqual(anonymous);
    expect(declaredIn({ Mounts })).toBeUndefined();
  }
});

it('has a tmpfs where its short form would end the path', () => {
  const { patch } = shrunkOf({}, [], { paths: ['/run/a:b', '/tmp'] });
  expect(linesOf(patch)).toMatchObject({
    tmpfs: ['/tmp:mode=1777'],
    volumes: [{ type: 'tmpfs', target: '/run/a:b', tmpfs: { mode: 0o1777 } }],
  });
});

it('names devices with what may be done to them', () => {
  const device = (path: string, CgroupPermissions?: string) => ({
    PathOnHost: path,
    PathInContainer: path,
    CgroupPermissions,
  });
  const Devices = [
    device('/dev/a', 'r'),
    device('/dev/b', 'rwm'),
    device('/dev/c'),
    device('/dev/d:1', 'rw'),
  ];
  const needed = Devices.map(({ PathInContainer }) => `device:${PathInContainer}`);
  const spare = { PathOnHost: '/dev/z', PathInContainer: '/dev/z' };
  expect(linesOf(shrunkOf({ Devices: [...Devices, spare] }, needed).patch).devices).toEqual([
    '/dev/a:/dev/a:r',
    '/dev/b:/dev/b',
    '/dev/c:/dev/c',
    { source: '/dev/d:1', target: '/dev/d:1', permissions: 'rw' },
  ]);
});
