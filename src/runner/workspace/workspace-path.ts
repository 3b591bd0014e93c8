import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, relative, sep } from 'node:path';
import { DrydockError } from '../../lab/errors.ts';
import { Folder } from './folder.ts';

/**
 * The absolute path of a workspace path, sure to be inside `root`: no `..`, no NUL, no absolute path, and no
 * symbolic link on the way. Rejects with `path-refused`.
 */
export async function resolveInside(root: string, path: string): Promise<string> {
  if (path === '' || path.includes('\0') || path.includes('\\') || isAbsolute(path))
    throw refuse(path, 'it is not a relative path');
  const clean = normalize(path);
  if (clean === '.' || clean.split(sep).includes('..')) throw refuse(path, 'it leads out of the workspace');
  const absolute = join(root, clean);
  const parent = await nearestExisting(dirname(absolute));
  // A link to nothing has no real path.
  const real = await realpath(parent).catch(() => undefined);
  const inside = real === undefined ? '..' : relative(await realpath(root), real);
  if (inside.split(sep)[0] === '..' || isAbsolute(inside) || relative(root, parent) !== inside)
    throw refuse(path, 'a folder on the way is a link');
  const entry = await lstat(absolute).catch(() => undefined);
  if (entry?.isSymbolicLink()) throw refuse(path, 'it is a link');
  return absolute;
}

async function nearestExisting(dir: string): Promise<string> {
  return (await lstat(dir).catch(() => undefined)) ? dir : nearestExisting(dirname(dir));
}

/** Where an entry of a workspace is: the folder that holds it, held open, and its name in there. */
export interface Place extends AsyncDisposable {
  readonly folder: Folder;
  readonly name: string;
}

/**
 * The place of a workspace path, with no link on the way to it whatever containers do meanwhile. Folders on the way
 * are made where that is asked for. Rejects with `path-refused`, and as `open` does.
 */
export async function openPlace(
  root: string,
  path: string,
  options: { make?: boolean } = {},
): Promise<Place> {
  const parts = relative(root, await resolveInside(root, path)).split(sep);
  const name = parts.pop() ?? '';
  const folder = await (await Folder.openRoot(root)).descend(parts, options).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // Linux says ENOTDIR of a link too where it is to be a folder. Of two who make and remove one, either may lose.
    if (code === 'ELOOP' || (options.make && (code === 'ENOTDIR' || code === 'ENOENT')))
      throw refuse(path, 'what is on the way is no folder');
    throw code === 'ENOENT' || code === 'ENOTDIR' ? noFile(path, error) : error;
  });
  return { folder, name, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

/** The caller wanted something of a file that is not there. */
export function noFile(path: string, cause: unknown): DrydockError {
  return new DrydockError('not-found', {
    message: `There is no file ${path} in the workspace.`,
    fix: 'It may have been deleted or renamed; look at the list of files.',
    place: { file: path },
    cause,
  });
}

export function refuse(path: string, why: string): DrydockError {
  return new DrydockError('path-refused', {
    message: `“${path.slice(0, 120).replaceAll('\0', '␀')}” is refused: ${why}.`,
    fix: 'Use a path relative to the workspace, such as bot/Dockerfile.',
  });
}
