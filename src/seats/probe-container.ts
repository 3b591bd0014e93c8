import type { ContainerSpec, EngineInfo } from '../lab/ports/engine.ts';
import type { SeatKind } from '../lab/seats/seat-kind.ts';
import { containerName, makeLabels } from './labels.ts';
import { workbenchImage } from './seat-images.ts';
import { hostUsers } from './workbench/workbench-container.ts';

/**
 * Where the probe of an engine's host runs: it sees the host's processes and cgroups and changes nothing.
 * SYS_PTRACE is what the kernel asks of whoever reads the namespaces, mounts or root of another user's process
 * (PTRACE_MODE_READ in proc(5)); AppArmor and SELinux would refuse the same to their default container profile.
 * On an engine of our own it has besides what the kernel asks of whoever reads seccomp filters.
 */
export function probeContainer(
  homeId: string,
  seatId: string,
  info: EngineInfo,
  kind: SeatKind,
): ContainerSpec {
  const readsFilters = kind === 'embedded';
  const apparmor = info.securityOptions.some((option) => option.startsWith('name=apparmor'));
  const selinux = info.securityOptions.some((option) => option.startsWith('name=selinux'));
  return {
    name: containerName('probe', `${homeId}-${seatId}`),
    image: workbenchImage,
    argv: ['sleep', 'infinity'],
    labels: makeLabels({ home: homeId, role: 'probe', seat: seatId }),
    binds: ['/sys/fs/cgroup:/sys/fs/cgroup:ro'],
    env: { HOME: '/' },
    workdir: '/',
    user: '0',
    networkMode: 'none',
    pidMode: 'host',
    cgroupnsMode: 'host',
    ...hostUsers(info),
    capDrop: ['ALL'],
    capAdd: ['SYS_PTRACE', ...(readsFilters ? ['SYS_ADMIN'] : [])],
    securityOpt: [
      'no-new-privileges',
      ...(readsFilters ? ['seccomp=unconfined'] : []),
      ...(apparmor ? ['apparmor=unconfined'] : []),
      ...(selinux ? ['label=disable'] : []),
    ],
    readOnly: true,
    memoryBytes: 256 * 1024 * 1024,
    pidsLimit: 64,
    restart: 'unless-stopped',
  };
}
