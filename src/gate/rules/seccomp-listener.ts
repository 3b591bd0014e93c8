/**
 * Whom a seccomp profile has asked about system calls. The runtime dials the socket as root of the engine's machine
 * (seccomp_unotify(2)), so it is one that a service of the file listens on, in a folder of the workspace.
 */
import { isJsonMap } from '../json.ts';
import { listOf, servicesOf, textOf } from '../model.ts';
import { insideWorkspace } from '../workspace-entries.ts';
import type { ValueContext } from './value-rule.ts';

/** A socket's path is no longer than this: unix(7). */
const longestPath = 107;

/** Why the socket of a profile of `service` is refused; undefined where it may be dialled. */
export function whyNoListener(written: string, service: string, context: ValueContext): string | undefined {
  const { workspacePath, entries } = context;
  const inside = insideWorkspace(written, workspacePath);
  if (inside === undefined || inside === '')
    return `the listener “${written}” lies outside of the workspace; the runtime would dial it as root`;
  const path = listenerPath(inside, workspacePath);
  if (path.length > longestPath)
    return `the path of the listener, ${path}, has ${path.length} characters, and that of a socket at most ${longestPath}`;
  const kind = entries.get(inside)?.kind;
  if (kind !== undefined && kind !== 'absent' && kind !== 'special')
    return `the listener ./${inside} is ${kind === 'link' ? 'a symbolic link, or lies behind one' : 'no socket'}`;
  const folder = inside.split('/').slice(0, -1).join('/');
  const listens = servicesOf(context.model).some(
    ([name, { volumes }]) =>
      name !== service &&
      listOf(volumes).some(
        (mount) =>
          isJsonMap(mount) &&
          mount.type === 'bind' &&
          mount.read_only !== true &&
          insideWorkspace(textOf(mount.source), workspacePath) === folder,
      ),
  );
  return listens
    ? undefined
    : `no other service has ./${folder} mounted to be written, so nobody can listen on ./${inside}, and ${service} would never start`;
}

/** The socket of a listener as the runtime dials it. */
export const listenerPath = (inside: string, workspacePath: string): string =>
  `${workspacePath.replace(/\/+$/, '')}/${inside}`;
