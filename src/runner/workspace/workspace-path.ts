import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, relative, sep } from 'node:path';
import { DrydockError } from '../../lab/errors.ts';

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

function refuse(path: string, why: string): DrydockError {
  return new DrydockError('path-refused', {
    message: `“${path.slice(0, 120).replaceAll('\0', '␀')}” is refused: ${why}.`,
    fix: 'Use a path relative to the workspace, such as bot/Dockerfile.',
  });
}
