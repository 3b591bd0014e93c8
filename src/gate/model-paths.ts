/** What of the workspace and the engine a normalised compose file speaks of, so that it can be looked at. */

import { readSeccompProfile, withListener } from '../lab/seccomp/profile.ts';
import { dockerfileOf } from './dockerfile/of-build.ts';
import { isJsonMap, type Json, type JsonMap } from './json.ts';
import { listOf, mapAt, servicesOf, textOf } from './model.ts';
import { makesFolder } from './rules/mounts.ts';
import { listenerPath } from './rules/seccomp-listener.ts';
import { insideWorkspace, type WorkspaceEntries } from './workspace-entries.ts';

/** Paths inside the workspace that it mounts, builds from or reads. */
export function pathsOf(model: JsonMap, workspacePath: string): ReadonlySet<string> {
  const written = [
    ...servicesOf(model).flatMap(([, service]) => [
      ...listOf(service.volumes).flatMap((mount) =>
        isJsonMap(mount) && mount.type === 'bind' ? [textOf(mount.source)] : [],
      ),
      ...profilesOf(service),
      ...buildPaths(service),
    ]),
    ...(['secrets', 'configs'] as const).flatMap((group) =>
      Object.values(mapAt(model, group)).map((entry) => textOf(isJsonMap(entry) ? entry.file : undefined)),
    ),
  ];
  const dockerfiles = servicesOf(model).flatMap(([, { build }]) => {
    const file = isJsonMap(build) ? dockerfileOf(build, workspacePath) : undefined;
    return file === undefined ? [] : [file, `${file}.dockerignore`];
  });
  const inside = [
    ...written.filter((path) => path !== '').map((path) => insideWorkspace(path, workspacePath)),
    ...dockerfiles,
  ];
  return new Set(inside.flatMap((path) => (path === undefined || path === '' ? [] : [path])));
}

/** A path of the workspace that a container gets to see, or that something is built from. */
export interface UsedPath {
  readonly inside: string;
  /** It is a folder, made where it is not there. */
  readonly makes: boolean;
}

/**
 * Every path of the workspace that is mounted, as a bind, a secret or a config, or that something is built from; the
 * workspace itself is not told.
 */
export function usedPaths(model: JsonMap, workspacePath: string): readonly UsedPath[] {
  const binds = servicesOf(model).flatMap(([, { volumes }]) =>
    listOf(volumes).flatMap((mount) =>
      isJsonMap(mount) && mount.type === 'bind'
        ? [{ path: textOf(mount.source), makes: makesFolder(mount) }]
        : [],
    ),
  );
  const files = (['secrets', 'configs'] as const).flatMap((group) =>
    Object.values(mapAt(model, group)).flatMap((entry) => {
      const path = textOf(isJsonMap(entry) ? entry.file : undefined);
      return path === '' ? [] : [{ path, makes: false }];
    }),
  );
  const contexts = servicesOf(model)
    .flatMap(([, service]) => buildPaths(service))
    .map((path) => ({ path, makes: false }));
  return [...binds, ...files, ...contexts].flatMap(({ path, makes }) => {
    const inside = insideWorkspace(path, workspacePath);
    return inside === undefined || inside === '' ? [] : [{ inside, makes }];
  });
}

/** Where the profile of a `security_opt` is, as it is written there. */
export function profileOf(option: Json): string | undefined {
  const setting = /^seccomp[:=](.*)$/.exec(textOf(option))?.[1];
  return setting === undefined || setting === 'unconfined' || setting === 'builtin' ? undefined : setting;
}

const profilesOf = (service: JsonMap) =>
  listOf(service.security_opt).flatMap((option) => {
    const path = profileOf(option);
    return path === undefined ? [] : [path];
  });

function buildPaths({ build }: JsonMap): readonly string[] {
  if (!isJsonMap(build)) return [];
  const more = build.additional_contexts;
  const contexts = isJsonMap(more) ? Object.values(more) : listOf(more);
  return [build.context ?? null, ...contexts].map(textOf).filter((path) => !path.includes(':'));
}

/** Where the listeners are that profiles of a compose file name, once the profiles were looked at. */
export function listenersOf(
  model: JsonMap,
  entries: WorkspaceEntries,
  workspacePath: string,
): readonly string[] {
  return servicesOf(model)
    .flatMap(([, service]) => profilesOf(service))
    .flatMap((path) => {
      const entry = entries.get(insideWorkspace(path, workspacePath) ?? '');
      const text = entry?.kind === 'file' ? new TextDecoder().decode(entry.content) : '';
      const listener = readSeccompProfile(text).listener?.path;
      const inside = listener === undefined ? undefined : insideWorkspace(listener, workspacePath);
      return inside === undefined || inside === '' ? [] : [inside];
    });
}

/** A profile as the runtime gets it. The path of its listener, if it has one, does not depend on the workspace. */
export function frozenProfile(content: Uint8Array, workspacePath: string): Uint8Array {
  const text = new TextDecoder().decode(content);
  const { listener } = readSeccompProfile(text);
  const inside = listener && insideWorkspace(listener.path, workspacePath);
  return inside ? new TextEncoder().encode(withListener(text, listenerPath(inside, workspacePath))) : content;
}

/** With each seccomp profile named by where its copy is. */
export function withFrozenProfiles(
  model: JsonMap,
  workspacePath: string,
  frozen: (inside: string) => string,
): JsonMap {
  const services = servicesOf(model).map(([name, service]) => {
    if (profilesOf(service).length === 0) return [name, service] as const;
    const options = listOf(service.security_opt).map((option) => {
      const path = profileOf(option);
      const inside = path === undefined ? undefined : insideWorkspace(path, workspacePath);
      return inside === undefined ? option : `seccomp=${frozen(inside)}`;
    });
    return [name, { ...service, security_opt: options }] as const;
  });
  return { ...model, services: Object.fromEntries(services) };
}
