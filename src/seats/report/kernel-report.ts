import { readdir, readFile, stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';

/** What a Linux kernel offers to labs, read from where it shows it. */
export interface KernelReport {
  readonly release: string;
  /** `hybrid`: version 1 with an unused version 2 hierarchy beside. */
  readonly cgroups: 'v2' | 'v1' | 'hybrid' | 'none';
  /** Linux security modules in their order; empty where the kernel does not say. */
  readonly lsms: readonly string[];
  /** Type information that CO-RE programs for BPF need. */
  readonly btf: boolean;
  readonly gpus: readonly Gpu[];
  /** Whether programs without powers may make user namespaces; else the sysctl that forbids it. */
  readonly userNamespaces: string;
  /** /dev/net/tun: networks of rootless seats. */
  readonly tun: boolean;
  /** /dev/loop-control: disks of a fixed size for seats. */
  readonly loop: boolean;
}

export interface Gpu {
  readonly vendor: 'nvidia' | 'amd' | 'other';
  /** The device files by which containers get it. */
  readonly devices: readonly string[];
}

/** The kernel of an engine whose release this is; undefined where the engine runs on another one than we do. */
export async function readKernelOf(release: string | undefined): Promise<KernelReport | undefined> {
  const local = platform() === 'linux' ? await readKernel() : undefined;
  return release === undefined || release === local?.release ? local : undefined;
}

/** `root` stands for `/`: the files are those of proc(5), sysfs(5) and /dev below it. */
export async function readKernel(root = '/'): Promise<KernelReport> {
  const [release, mounts, misc, lsms, btf, devices, userNamespaces, tun, loop] = await Promise.all([
    readText(join(root, 'proc/sys/kernel/osrelease')),
    readText(join(root, 'proc/mounts')),
    readText(join(root, 'proc/misc')),
    readLsms(root),
    exists(join(root, 'sys/kernel/btf/vmlinux')),
    listDevices(root),
    readUserNamespaces(root),
    exists(join(root, 'dev/net/tun')),
    exists(join(root, 'dev/loop-control')),
  ]);
  return {
    release: release.trim(),
    cgroups: findCgroups(mounts),
    lsms,
    btf,
    gpus: findGpus(devices),
    userNamespaces,
    tun: tun || isMisc(misc, 'tun'),
    loop: loop || isMisc(misc, 'loop-control'),
  };
}

/** A container has files of few devices; what the kernel has is in /proc/misc for everybody: `200 tun`. proc(5). */
const isMisc = (misc: string, name: string): boolean =>
  misc.split('\n').some((line) => line.trim().split(/\s+/)[1] === name);

/** From the text of /proc/mounts. */
export function findCgroups(mounts: string): KernelReport['cgroups'] {
  const lines = mounts.split('\n').map((line) => line.split(' '));
  if (lines.some(([, point, type]) => type === 'cgroup2' && point === '/sys/fs/cgroup')) return 'v2';
  const first = lines.some(([, , type]) => type === 'cgroup');
  const second = lines.some(([, , type]) => type === 'cgroup2');
  if (first) return second ? 'hybrid' : 'v1';
  return second ? 'v2' : 'none';
}

/** From paths below /dev: `nvidia0`, `dri/renderD128`, `kfd`. */
export function findGpus(devices: readonly string[]): readonly Gpu[] {
  const nvidia = devices.filter((name) => /^nvidia\d+$/.test(name));
  const render = devices.filter((name) => /^dri\/renderD\d+$/.test(name));
  const amd = devices.includes('kfd');
  const paths = (names: readonly string[]) => names.map((name) => `/dev/${name}`);
  return [
    ...(nvidia.length > 0 ? [{ vendor: 'nvidia' as const, devices: paths(nvidia) }] : []),
    ...(amd ? [{ vendor: 'amd' as const, devices: paths(['kfd', ...render]) }] : []),
    ...(!amd && nvidia.length === 0 && render.length > 0
      ? [{ vendor: 'other' as const, devices: paths(render) }]
      : []),
  ];
}

/** The list of securityfs where that is mounted, else those that leave traces elsewhere. */
async function readLsms(root: string): Promise<readonly string[]> {
  const listed = (await readText(join(root, 'sys/kernel/security/lsm'))).trim();
  if (listed !== '') return listed.split(',');
  const apparmor = await readText(join(root, 'sys/module/apparmor/parameters/enabled'));
  const selinux = await exists(join(root, 'sys/fs/selinux/enforce'));
  return [...(apparmor.trim() === 'Y' ? ['apparmor'] : []), ...(selinux ? ['selinux'] : [])];
}

/** Each of these settings forbids it when it has the value given; an absent setting forbids nothing. */
async function readUserNamespaces(root: string): Promise<string> {
  const forbidding = [
    ['user.max_user_namespaces', '0'],
    ['kernel.unprivileged_userns_clone', '0'],
    ['kernel.apparmor_restrict_unprivileged_userns', '1'],
  ] as const;
  for (const [name, value] of forbidding) {
    const text = await readText(join(root, 'proc/sys', name.replaceAll('.', '/')));
    if (text.trim() === value) return `${name} is ${value}`;
  }
  return 'open';
}

async function listDevices(root: string): Promise<readonly string[]> {
  const list = (folder: string) => readdir(folder).catch(() => []);
  const [top, dri] = await Promise.all([list(join(root, 'dev')), list(join(root, 'dev/dri'))]);
  return [...top, ...dri.map((name) => `dri/${name}`)];
}

function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
