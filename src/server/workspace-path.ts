import { DrydockError } from '../lab/errors.ts';

/**
 * The first look at a path that a client names: it must be relative, with `/`, and lead nowhere but down,
 * however it is spelt. What a symbolic link does is for the workspace itself to judge. Rejects with `path-refused`.
 */
export function parseWorkspacePath(path: string): string {
  const reason = findFault(path);
  if (reason === undefined) return path;
  throw new DrydockError('path-refused', {
    message: `${JSON.stringify(path.slice(0, 200))} is not a path in the workspace: ${reason}.`,
    fix: 'Name a file below the workspace, such as `compose.yaml` or `app/main.go`.',
  });
}

function findFault(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (path.length > 1000) return 'it is too long';
  if (/\p{Cc}/u.test(path)) return 'it has a control character';
  if (path.includes('\\')) return 'it has a backslash';
  if (/%(?:00|2e|2f|5c)/i.test(path)) return 'it is escaped';
  if (path.startsWith('/')) return 'it does not begin in the workspace';
  const parts = path.split('/');
  if (parts.some((part) => part === '..' || part === '.')) return 'it leads elsewhere';
  if (parts.includes('')) return 'it has an empty part';
  return undefined;
}
