/** What the calls of `node:fs` reject with in a workspace, in a learner's words. */
import { DrydockError } from '../../lab/errors.ts';
import { noFile } from './workspace-path.ts';

const codeOf = (cause: unknown): string =>
  typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';

/** Containers go on writing while we look: what went away, or became a link, meanwhile is left out. */
export function ifGone(error: unknown): undefined {
  if (error instanceof DrydockError && ['not-found', 'path-refused'].includes(error.code)) return;
  if (!['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error))) throw error;
}

/** Of a file that was to be read, renamed or removed: `not-found` where it is not there. */
export function absent(path: string, cause: unknown): unknown {
  if (cause instanceof DrydockError) return cause;
  if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(cause))) return writeError(path, cause);
  return noFile(path, cause);
}

/** Of a name that was to be given anew. */
export function exists(path: string): DrydockError {
  return new DrydockError('stale-revision', {
    message: `${path} is there already.`,
    fix: 'Choose another name.',
    place: { file: path },
  });
}

/** Of a file that was to be written: what it was before, it still is. */
export function writeError(path: string, cause: unknown): DrydockError {
  if (cause instanceof DrydockError) return cause;
  if (codeOf(cause) === 'ENOSPC' || codeOf(cause) === 'EDQUOT')
    return new DrydockError('disk-full', {
      message: `${path} could not be written: the disk is full. The file is as it was.`,
      fix: 'Make room (`drydock images list` shows what images take), then save again.',
      place: { file: path },
      cause,
    });
  // A folder that is held open takes no new entry once it was removed: open(2), ENOENT.
  if (codeOf(cause) === 'ENOENT')
    return new DrydockError('not-found', {
      message: `${path} could not be written: the folder it is in was removed meanwhile.`,
      fix: 'Save again: a folder that is not there is made.',
      place: { file: path },
      cause,
    });
  if (codeOf(cause) === 'EEXIST') return exists(path);
  return new DrydockError('internal', {
    message: `${path} could not be written: ${cause instanceof Error ? cause.message : String(cause)}.`,
    fix: 'A container may have made it as root; delete it from the terminal.',
    place: { file: path },
    cause,
  });
}
