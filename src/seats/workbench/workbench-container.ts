import type { ContainerSpec, EngineInfo } from '../../lab/ports/engine.ts';
import type { WorkbenchSpec } from '../../lab/ports/seat.ts';
import { containerName, makeLabels } from '../labels.ts';
import { workbenchImage } from '../seat-images.ts';

export interface WorkbenchContainer {
  readonly homeId: string;
  readonly seatId: string;
  readonly spec: WorkbenchSpec;
  readonly workspacePath: string;
  readonly binds: readonly string[];
  /** The Engine's socket as its own host sees it. */
  readonly engineSocket: string;
  readonly info: EngineInfo;
}

/**
 * The toolbox of one run. It shares the host's network, so that published ports and addresses of containers can
 * be reached from the shell, and holds the Engine's socket: it is as powerful as the Engine.
 */
export function workbenchContainer(parts: WorkbenchContainer): ContainerSpec {
  const { homeId, seatId, spec, workspacePath, binds, engineSocket, info } = parts;
  return {
    name: containerName('workbench', spec.runId),
    image: workbenchImage,
    argv: ['sleep', 'infinity'],
    labels: makeLabels({ home: homeId, role: 'workbench', run: spec.runId, seat: seatId }),
    binds: [`${engineSocket}:/var/run/docker.sock`, ...binds],
    env: { ...spec.env, COMPOSE_PROJECT_NAME: spec.project, HOME: '/root' },
    workdir: workspacePath,
    user: '0',
    hostname: 'workbench',
    networkMode: 'host',
    ...hostUsers(info),
    ...unconfined(info),
    init: true,
    restart: 'unless-stopped',
  };
}

/** Root inside has to be root on the host, also where the Engine maps users by default. */
export function hostUsers(info: EngineInfo): Pick<ContainerSpec, 'usernsMode'> {
  return info.securityOptions.some((option) => option.startsWith('name=userns'))
    ? { usernsMode: 'host' }
    : {};
}

/** SELinux keeps containers from binds that are not labelled for them: the Engine's socket, the workspace. */
function unconfined(info: EngineInfo): Pick<ContainerSpec, 'securityOpt'> {
  return info.securityOptions.some((option) => option.startsWith('name=selinux'))
    ? { securityOpt: ['label=disable'] }
    : {};
}
