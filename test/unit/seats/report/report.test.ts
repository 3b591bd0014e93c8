import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDisk } from '../../../../src/seats/report/disk-report.ts';
import { findCgroups, findGpus, readKernel } from '../../../../src/seats/report/kernel-report.ts';
import { reportVersions } from '../../../../src/seats/report/machine-report.ts';
import { makeTemporaryFolder } from '../../../fixtures/temporary-folder.ts';

describe('readKernel', () => {
  it('reads what a machine shows', async () => {
    using folder = makeTemporaryFolder();
    const put = (path: string, text: string) => {
      mkdirSync(dirname(join(folder.path, path)), { recursive: true });
      writeFileSync(join(folder.path, path), text);
    };
    put('proc/sys/kernel/osrelease', '6.12.1\n');
    put('proc/mounts', 'cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n');
    put('sys/kernel/security/lsm', 'lockdown,capability,apparmor,bpf');
    put('sys/kernel/btf/vmlinux', '');
    put('dev/nvidia0', '');
    put('dev/net/tun', '');
    put('dev/loop-control', '');
    put('proc/sys/user/max_user_namespaces', '1000\n');
    put('proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1\n');
    put('dev/dri/renderD128', '');
    expect(await readKernel(folder.path)).toEqual({
      release: '6.12.1',
      userNamespaces: 'kernel.apparmor_restrict_unprivileged_userns is 1',
      tun: true,
      loop: true,
      cgroups: 'v2',
      lsms: ['lockdown', 'capability', 'apparmor', 'bpf'],
      btf: true,
      gpus: [{ vendor: 'nvidia', devices: ['/dev/nvidia0'] }],
    });
  });

  it('takes from the kernel’s own list what a container has no file of', async () => {
    using folder = makeTemporaryFolder();
    mkdirSync(join(folder.path, 'proc'));
    const put = (text: string) => writeFileSync(join(folder.path, 'proc/misc'), text);
    put('258 vsock\n200 tun\n237 loop-control\n');
    expect(await readKernel(folder.path)).toMatchObject({ tun: true, loop: true });
    put('200 tunnel\n');
    expect(await readKernel(folder.path)).toMatchObject({ tun: false, loop: false });
  });

  it('knows nothing of a machine that shows nothing', async () => {
    using folder = makeTemporaryFolder();
    expect(await readKernel(folder.path)).toEqual({
      release: '',
      userNamespaces: 'open',
      tun: false,
      loop: false,
      cgroups: 'none',
      lsms: [],
      btf: false,
      gpus: [],
    });
  });
});

describe('findCgroups', () => {
  it.each([
    ['cgroup2 /sys/fs/cgroup cgroup2 rw 0 0', 'v2'],
    ['cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0', 'v1'],
    ['cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0\ncgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0', 'hybrid'],
  ])('of %j is %s', (mounts, wanted) => {
    expect(findCgroups(mounts)).toBe(wanted);
  });
});

it('tells graphics of AMD and others by their devices', () => {
  expect(findGpus(['kfd', 'dri/renderD128'])).toEqual([
    { vendor: 'amd', devices: ['/dev/kfd', '/dev/dri/renderD128'] },
  ]);
  expect(findGpus(['dri/card0', 'dri/renderD129'])).toEqual([
    { vendor: 'other', devices: ['/dev/dri/renderD129'] },
  ]);
});

it('looks at the disk of a folder that is not there yet', async () => {
  const disk = await readDisk('home', '/nonexistent/deep/folder');
  expect(disk.path).toBe('/nonexistent/deep/folder');
  expect(disk.totalBytes).toBeGreaterThan(disk.freeBytes);
});

it('finds the version of Docker Desktop in the name of its platform', () => {
  const engine = {
    version: '28.0.0',
    components: { runc: '1.2.9', platform: 'Docker Desktop 4.43.2 (199162)' },
  };
  expect(reportVersions(engine, undefined).map(({ component, version }) => [component, version])).toEqual([
    ['Engine', '28.0.0'],
    ['runc', '1.2.9'],
    ['Docker Desktop', '4.43.2'],
  ]);
});
