import { type InspectedService, mountsOfService, type ServiceMount } from './inspected-service.ts';
import type { Shrunk } from './shrunk.ts';

/** Mounts of the patch, in Compose's long form: the short one ends a path at a colon. */
export interface PatchVolumes {
  /** `volumes` of the service. Each takes the place of the one with its target. */
  readonly mounts: readonly object[];
  /** `volumes` of the file. */
  readonly declared: Readonly<Record<string, object>>;
}

/** As `tmpfsOptions` says it. */
const anybody = 0o1777;

/** What can only be read from now on, and tmpfs at `paths`. */
export function patchVolumes(
  shrunk: Shrunk,
  service: InspectedService,
  paths: readonly string[],
): PatchVolumes {
  const isSpare = (id: string) => shrunk.spare.some((power) => power.id === id);
  const nowReadOnly = mountsOfService(service).filter(({ target }) => isSpare(`write:${target}`));
  const volumes = nowReadOnly.filter((mount) => mount.kind === 'volume' && !isAnonymous(mount));
  return {
    mounts: [
      ...nowReadOnly.map((mount) => readOnly(mount, shrunk.project)),
      ...paths.map((target) => ({ type: 'tmpfs', target, tmpfs: { mode: anybody } })),
    ],
    declared: Object.fromEntries(volumes.map(({ source }) => declared(source, shrunk.project))),
  };
}

function readOnly(mount: ServiceMount, project: string): object {
  const { kind, source, target, how } = mount;
  const named = kind === 'bind' ? { source } : isAnonymous(mount) ? {} : { source: keyOf(source, project) };
  return {
    type: kind,
    ...named,
    target,
    read_only: true,
    ...(Object.keys(how).length > 0 && { [kind]: how }),
  };
}

/** The Engine calls it by a number of its own. */
const isAnonymous = ({ source }: ServiceMount) => source === '' || /^[0-9a-f]{64}$/.test(source);

/** A volume of the project is called after it on the engine, and not in the file. */
const isOfProject = (name: string, project: string) =>
  name.startsWith(`${project}_`) && name.length > project.length + 1;
const keyOf = (name: string, project: string) =>
  isOfProject(name, project) ? name.slice(project.length + 1) : name;

/**
 * The file may call it by another key, so the patch stands alone. What the project did not make is `external`: under a
 * second key it would be removed by `down --volumes`.
 */
const declared = (name: string, project: string): readonly [string, object] => [
  keyOf(name, project),
  isOfProject(name, project) ? {} : { name, external: true },
];
