import { isAbsolute, normalize, sep } from 'node:path';
import { shorten } from '../../files/bounds.ts';
import { codeOf, Folder } from '../../files/folder.ts';
import { findPathFault, largestName } from '../../files/path-fault.ts';
import { DrydockError } from '../../lab/errors.ts';

/** The names that lead to a workspace path. Rejects with `path-refused` where they cannot be in a workspace. */
export function parsePath(path: string): readonly string[] {
  if (
    path === '' ||
    path.includes('\0') ||
    (path.includes('\\') && path.split('\\').includes('..')) ||
    isAbsolute(path)
  )
    throw refuse(path, 'it is not a relative path');
  const names = normalize(path)
    .split(sep)
    .filter((name) => name !== '');
  if (names.includes('..') || names[0] === '.') throw refuse(path, 'it leads out of the workspace');
  if (names.some((name) => Buffer.byteLength(name) > largestName))
    throw refuse(path, `a name in it has more than ${largestName} bytes`);
  const fault = findPathFault(names.join('/'));
  if (fault !== undefined) throw refuse(path, fault);
  return names;
}

/** Where an entry of a workspace is: the folder that holds it, held open, and its name in there. */
export interface Place extends AsyncDisposable {
  readonly folder: Folder;
  readonly name: string;
}

/**
 * The place of a workspace path, with no link on the way to it whatever containers do meanwhile. Folders on the way
 * are made where that is asked for. What stands there itself may be anything. Rejects with `path-refused` where a
 * link, or what is no folder, is on the way, and with `not-found` where nothing is, the workspace itself included.
 */
export async function openPlace(
  root: string,
  path: string,
  { make = false }: { make?: boolean } = {},
): Promise<Place> {
  const names = [...parsePath(path)];
  const name = names.pop() ?? '';
  let folder = await openWorkspace(root);
  for (const step of names) {
    const held = folder;
    folder = await held
      .open(step, { make })
      .catch(async (error: unknown) => {
        throw await explain(held, step, path, { error, make });
      })
      .finally(() => held[Symbol.asyncDispose]());
  }
  return { folder, name, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

/** The folder of a workspace, held open. Rejects with `not-found`. */
export async function openWorkspace(root: string): Promise<Folder> {
  return Folder.openRoot(root).catch((cause: unknown) => {
    if (!['ENOENT', 'ENOTDIR'].includes(codeOf(cause))) throw cause;
    throw new DrydockError('not-found', {
      message: `The folder of the workspace, ${root}, is not there.`,
      fix: 'Reset the lab: that lays its files out anew.',
      cause,
    });
  });
}

async function explain(
  folder: Folder,
  step: string,
  path: string,
  { error, make }: { readonly error: unknown; readonly make: boolean },
): Promise<unknown> {
  const code = codeOf(error);
  if (!['ELOOP', 'ENOTDIR', 'ENOENT'].includes(code)) return error;
  // Linux says ENOTDIR of a link too where it is to be a folder.
  const stats = await folder.look(step).catch(() => undefined);
  if (stats?.isSymbolicLink() || code === 'ELOOP') return refuse(path, 'a folder on the way is a link');
  // Of two who make and remove one, either may lose.
  if (make) return refuse(path, 'what is on the way is no folder');
  return noFile(path, error);
}

/** The caller wanted something of a file that is not there. */
export function noFile(path: string, cause?: unknown): DrydockError {
  return new DrydockError('not-found', {
    message: `There is no file ${shorten(path)} in the workspace.`,
    fix: 'It may have been deleted or renamed; look at the list of files.',
    place: { file: path },
    cause,
  });
}

export function refuse(path: string, why: string): DrydockError {
  return new DrydockError('path-refused', {
    message: `“${shorten(path.replaceAll('\0', '␀'))}” is refused: ${why}.`,
    fix: 'Use a path relative to the workspace, such as bot/Dockerfile.',
  });
}
