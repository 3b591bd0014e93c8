import { DrydockError } from '../lab/errors.ts';
import { shorten } from './bounds.ts';

/** Bytes of one name. NAME_MAX, limits.h(0p). */
export const largestName = 255;

/** What is wrong with a path that has to lead down from a folder, `/` between its names; undefined: nothing. */
export function findPathFault(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (path.includes('\0')) return 'it has a NUL';
  if (path.startsWith('/')) return 'it does not begin in the workspace';
  const names = path.split('/');
  if (names.some((name) => name === '..' || name === '.')) return 'it leads elsewhere';
  if (names.includes('')) return 'it has an empty part';
  if (names.some((name) => Buffer.byteLength(name) > largestName))
    return `a name in it has more than ${largestName} bytes`;
  return undefined;
}

/** Relative paths with `/` that stay inside; anything else is `path-refused`. */
export function checkInside(paths: readonly string[]): readonly string[] {
  for (const path of paths) {
    const fault = findPathFault(path);
    if (fault !== undefined)
      throw new DrydockError('path-refused', {
        message: `“${shorten(path)}” is not a path inside the workspace: ${fault}.`,
        fix: 'Name a file below the workspace, such as bot/Dockerfile.',
      });
  }
  return paths;
}
