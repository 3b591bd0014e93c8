/**
 * Who may exchange what is mounted. The Engine follows a path when the container starts, and a service that can write
 * into a folder above it may have put a link there by then: symlink(7), mount_namespaces(7).
 */
import { isJsonMap, type Json, type JsonMap } from './json.ts';
import { listOf, servicesOf, textOf } from './model.ts';
import { insideWorkspace } from './workspace-entries.ts';

/** A folder of the workspace that a service may write into; empty for the workspace itself. */
export interface WritableFolder {
  readonly service: string;
  readonly inside: string;
}

/** Every folder or file of the workspace that a service of a normalised compose file has mounted to be written. */
export function writableFolders(model: JsonMap, workspacePath: string): readonly WritableFolder[] {
  return servicesOf(model).flatMap(([service, { volumes }]) =>
    listOf(volumes).flatMap((mount) => {
      const inside = writableInside(mount, workspacePath);
      return inside === undefined ? [] : [{ service, inside }];
    }),
  );
}

function writableInside(mount: Json, workspacePath: string): string | undefined {
  if (!isJsonMap(mount) || mount.type !== 'bind' || mount.read_only === true) return undefined;
  return insideWorkspace(textOf(mount.source), workspacePath);
}

/** Whether a path of the workspace can be exchanged by who may write into `folder`: it lies below it. */
export const liesBelow = (inside: string, folder: string): boolean =>
  folder === '' ? inside !== '' : inside.startsWith(`${folder}/`);

/**
 * Why a path of the workspace cannot be mounted, where a service of the same file may exchange it; `by`: the service
 * that mounts it, where that is one. Its own hand is enough: what it puts there is mounted when it starts again.
 */
export function whyExchangeable(
  inside: string,
  { model, workspacePath }: { readonly model: JsonMap; readonly workspacePath: string },
  by?: string,
): { readonly refuse: string; readonly fix: string } | undefined {
  const above = writableFolders(model, workspacePath).filter((folder) => liesBelow(inside, folder.inside));
  const [first] = above;
  if (first === undefined) return undefined;
  const isOwn = above.every(({ service }) => service === by);
  const folder = first.inside === '' ? 'the whole workspace' : `./${first.inside}`;
  const when = isOwn ? 'which is mounted when it starts again' : 'before it is mounted';
  const instead = isOwn
    ? `leave ./${inside} out, which the service sees in the upper folder anyway`
    : 'keep what is mounted elsewhere outside of it';
  return {
    refuse: `${first.service} may write into ${folder}, and so put a link in the place of ./${inside}${isOwn ? ',' : ''} ${when}`,
    fix: `Mount the upper folder read-only (\`:ro\`), or ${instead}.`,
  };
}
