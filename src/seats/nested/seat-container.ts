import type { ContainerSpec, EngineInfo } from '../../lab/ports/engine.ts';
import { containerName, makeLabels } from '../labels.ts';
import { seatImage } from '../seat-images.ts';
import { hostUsers } from '../workbench/workbench-container.ts';

/** What one seat may use of its machine. */
export interface SeatLimits {
  readonly memoryBytes?: number;
  readonly cpus?: number;
  readonly pidsLimit?: number;
}

export interface SeatContainerParts {
  readonly homeId: string;
  readonly seatId: string;
  readonly info: EngineInfo;
  readonly volume: string;
  /** Bound at its own path, so that files of workspaces are one copy. */
  readonly workspacesDir: string | undefined;
  readonly limits: SeatLimits;
}

/**
 * A container that holds a Docker Engine, started by the entry point of its image, and is the workbench of that engine's labs at once. It is privileged:
 * it keeps learners' containers together and apart from the machine's own, it is no wall against an attacker.
 */
export function seatContainer(parts: SeatContainerParts): ContainerSpec {
  const { homeId, seatId, info, volume, workspacesDir, limits } = parts;
  return {
    name: containerName('seat', `${homeId}-${seatId}`),
    image: seatImage,
    labels: makeLabels({ home: homeId, role: 'seat', seat: seatId }),
    binds: [
      `${volume}:/var/lib/docker`,
      ...(workspacesDir === undefined ? [] : [`${workspacesDir}:${workspacesDir}`]),
    ],
    // A pid file that outlived its process would keep the engine from starting again.
    tmpfs: { '/run': 'mode=755' },
    env: { HOME: '/root' },
    user: '0',
    hostname: 'seat',
    privileged: true,
    // Engines refuse a private cgroup namespace on cgroup v1.
    ...(info.cgroupVersion === '2' ? { cgroupnsMode: 'private' as const } : {}),
    ...hostUsers(info),
    restart: 'unless-stopped',
    ...limits,
  };
}
