import type { ContainerSpec, EngineInfo } from '../../lab/ports/engine.ts';
import type { WorkbenchSpec } from '../../lab/ports/seat.ts';
import { containerName, makeLabels } from '../labels.ts';
import { workbenchImage } from '../seat-images.ts';

/** Where workbenches are made. */
export interface WorkbenchPlace {
  readonly homeId: string;
  readonly seatId: string;
  /** The Engine's socket as its own host sees it. */
  readonly engineSocket: string;
  readonly info: EngineInfo;
}

export interface WorkbenchFiles {
  /** The folder of the workspace as the workbench sees it. */
  readonly path: string;
  /** As `docker run -v` takes them. */
  readonly binds: readonly string[];
}

/** The toolbox of one run, which sees the files of that run. */
export function workbenchContainer(
  place: WorkbenchPlace,
  spec: WorkbenchSpec,
  files: WorkbenchFiles,
): ContainerSpec {
  const { homeId, seatId } = place;
  return {
    ...toolbox(place, files.binds),
    name: workbenchName(spec.runId),
    labels: makeLabels({ home: homeId, role: 'workbench', run: spec.runId, seat: seatId }),
    env: { ...spec.env, COMPOSE_PROJECT_NAME: spec.project, HOME: '/root' },
    workdir: files.path,
  };
}

/**
 * A toolbox that sees all workspaces of the home, so that it can be made before anybody knows for which run. It is of
 * nobody until it has the name of a run: labels stay what they were.
 */
export function spareContainer(place: WorkbenchPlace, workspacesDir: string): ContainerSpec {
  const { homeId, seatId } = place;
  return {
    ...toolbox(place, [`${workspacesDir}:${workspacesDir}`]),
    name: containerName('workbench', `${homeId}-${seatId}-spare`),
    labels: makeLabels({ home: homeId, role: 'workbench', seat: seatId }),
    env: { HOME: '/root' },
    workdir: '/',
  };
}

/** The same once it is of a run, whether it was made for that or before. */
export function takenContainer(
  place: WorkbenchPlace,
  workspacesDir: string,
  { runId }: Pick<WorkbenchSpec, 'runId'>,
): ContainerSpec {
  const spare = spareContainer(place, workspacesDir);
  return { ...spare, name: workbenchName(runId), bornAs: spare.name };
}

/** Whether a container of a home is a workbench that nobody has, by its name. */
export const isSpare = (name: string, homeId: string): boolean =>
  name.startsWith(containerName('workbench', `${homeId}-`)) && name.endsWith('-spare');

/** What the container of a run’s workbench is called. */
export const workbenchName = (runId: string): string => containerName('workbench', runId);

const named = new RegExp(`^${containerName('workbench', '')}([0-7][0-9a-hjkmnp-tv-z]{25})$`);

/** A run whose workbench can be told by its name: a ULID reads the same in small letters (github.com/ulid/spec). */
export const isNameable = (runId: string): boolean => runOfName(workbenchName(runId)) === runId;

/** The run that has the container of this name; undefined where that names none. */
export const runOfName = (name: string): string | undefined => named.exec(name)?.[1]?.toUpperCase();

/**
 * It shares the host's network, so that published ports and addresses of containers can be reached from the shell, and
 * holds the Engine's socket: it is as powerful as the Engine.
 */
function toolbox({ engineSocket, info }: WorkbenchPlace, binds: readonly string[]) {
  return {
    image: workbenchImage,
    argv: ['sleep', 'infinity'],
    binds: [`${engineSocket}:/var/run/docker.sock`, ...binds],
    user: '0',
    hostname: 'workbench',
    networkMode: 'host',
    ...hostUsers(info),
    ...unconfined(info),
    init: true,
    restart: 'unless-stopped',
  } as const;
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
