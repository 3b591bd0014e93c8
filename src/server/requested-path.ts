import { DrydockError } from '../lab/errors.ts';

/**
 * The first look at a path that a client names: it must be relative, with `/`, and lead nowhere but down,
 * however it is spelt. What a symbolic link does is for the workspace itself to judge. Rejects with `path-refused`.
 */
export function parseWorkspacePath(path: string): string {
  return parse(path, findFault(path) ?? findOddity(path));
}

/** The same of what is there already: a program may have given it a name that nobody would choose in the page. */
export function parseExistingPath(path: string): string {
  return parse(path, findFault(path));
}

function parse(path: string, reason: string | undefined): string {
  if (reason === undefined) return path;
  throw new DrydockError('path-refused', {
    message: `${JSON.stringify(path.slice(0, 200))} is not a path in the workspace: ${reason}.`,
    fix: 'Name a file below the workspace, such as `compose.yaml` or `app/main.go`.',
  });
}

/** PATH_MAX, limits.h(0p). */
const longestPath = 4_096;

/** Why a path is refused: forms that nobody types into a page, though a program may send them. */
function findOddity(path: string): string | undefined {
  if (path.length > 1000) return 'it is too long';
  if (path.includes('\\')) return 'it has a backslash';
  if (/%(?:00|2e|2f|5c)/i.test(path)) return 'it is escaped';
  return /\p{Cc}/u.test(path) ? 'it has a control character' : undefined;
}

function findFault(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (path.length > longestPath) return 'it is too long';
  if (path.includes('\0')) return 'it has a NUL';
  if (path.startsWith('/')) return 'it does not begin in the workspace';
  const parts = path.split('/');
  if (parts.some((part) => part === '..' || part === '.')) return 'it leads elsewhere';
  if (parts.includes('')) return 'it has an empty part';
  // Whoever reads it once more, or on a machine with other separators, is led nowhere else either.
  const again = path.replaceAll(/%(?:00|2e|2f|5c)/gi, decodeURIComponent).split(/[\\/]/);
  if (again.some((part) => part === '..' || part === '.' || part.includes('\0'))) return 'it leads elsewhere';
  return undefined;
}
