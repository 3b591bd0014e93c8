import { boundedLog } from '../../engine/log-bounds.ts';
import type { ContainerSpec, EngineInfo } from '../../lab/ports/engine.ts';
import { runtimeOf, type SeatClass } from '../../lab/seats/seat-class.ts';
import { classLabel, containerName, makeLabels } from '../labels.ts';
import type { ImageStore } from '../seat-images.ts';
import { hostUsers } from '../workbench/workbench-container.ts';
import type { SeatLimits } from './seat-limits.ts';

export interface SeatContainerParts {
  readonly homeId: string;
  /** The seat's id for life. */
  readonly seatId: string;
  /** Who has it: themselves by name where the seat was made for them, or, of a seat of the pool, somebody or nobody. */
  readonly owner: string | undefined;
  readonly seatClass: SeatClass;
  readonly info: EngineInfo;
  /** The data directory of the engine inside. */
  readonly volume: string;
  /** Which of the engine's networks it is on. */
  readonly network: string;
  /** Its number on this engine. */
  readonly slot: number;
  /** Bound at its own path, so that files of workspaces are one copy. */
  readonly workspacesDir: string | undefined;
  readonly limits: SeatLimits;
  /** Which one it is made from. */
  readonly image: string;
  /** What keeps the images of the engine inside. */
  readonly imageStore: ImageStore;
}

/** The container's name on the outer engine. Two classes of one home have seats apart. */
export const seatName = (homeId: string, seatId: string, seatClass: SeatClass): string =>
  containerName(
    'seat',
    seatClass === 'privileged' ? `${homeId}-${seatId}` : `${homeId}-${seatId}-${seatClass}`,
  );

/** For the engine inside, where nobody says otherwise of a container: as its own container logs outside. */
const dockerdArguments = [
  `--log-driver=${boundedLog.driver}`,
  ...Object.entries(boundedLog.options).map(([name, value]) => `--log-opt=${name}=${value}`),
];

/** A container whose entry point starts a Docker Engine. It is also the workbench of that engine's labs. */
export function seatContainer(parts: SeatContainerParts): ContainerSpec {
  const {
    homeId,
    seatId,
    owner = seatId,
    seatClass,
    info,
    volume,
    workspacesDir,
    limits,
    network,
    image,
    imageStore,
  } = parts;
  const { diskBytes: _ofTheVolume, ...cgroup } = limits;
  return {
    name: seatName(homeId, owner, seatClass),
    ...(owner !== seatId && { bornAs: seatName(homeId, seatId, seatClass) }),
    image,
    argv: dockerdArguments,
    labels: { ...makeLabels({ home: homeId, role: 'seat', seat: seatId }), [classLabel]: seatClass },
    binds: [
      `${volume}:/var/lib/docker`,
      ...(workspacesDir === undefined ? [] : [`${workspacesDir}:${workspacesDir}`]),
    ],
    env: { HOME: '/root', SEAT_IMAGES: imageStore },
    user: '0',
    hostname: 'seat',
    networkMode: network,
    ...hostUsers(info),
    restart: 'unless-stopped',
    ...powers(parts),
    ...cgroup,
  };
}

function powers({ seatClass, info, slot, imageStore }: SeatContainerParts): Partial<ContainerSpec> {
  const unconfined = ['seccomp=unconfined', 'apparmor=unconfined'];
  const selinux = info.securityOptions.some((option) => option.startsWith('name=selinux'));
  const securityOpt = [...unconfined, ...(selinux ? ['label=disable'] : [])];
  // A pid file that outlived its process would keep the engine from starting again.
  const run = { '/run': 'mode=755' };
  const runtime = runtimeOf(seatClass);
  if (seatClass === 'rootless') {
    // All that it writes is in its volume or in memory of its own, so that limits hold for all of it.
    return {
      entrypoint: ['drydock-rootless-seat'],
      env: { HOME: '/root', SEAT_IMAGES: imageStore, SEAT_SLOT: String(slot) },
      readOnly: true,
      tmpfs: { '/run': 'mode=1777,size=64m', '/tmp': 'mode=1777,exec,size=512m' },
      capDrop: ['ALL'],
      capAdd: ['SETUID', 'SETGID'],
      securityOpt,
      systemPaths: 'unconfined',
      devices: ['/dev/net/tun'],
      ...(info.cgroupVersion === '2' ? { cgroupnsMode: 'private' as const } : {}),
    };
  }
  if (runtime !== undefined) {
    // No --privileged: a virtual machine would be handed the host's disks with it, and Sysbox refuses it.
    return { runtime, capAdd: ['ALL'], securityOpt, systemPaths: 'unconfined', tmpfs: run };
  }
  return {
    privileged: true,
    tmpfs: run,
    // Engines refuse a private cgroup namespace on cgroup v1.
    ...(info.cgroupVersion === '2' ? { cgroupnsMode: 'private' as const } : {}),
  };
}
