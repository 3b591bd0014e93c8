/** What the calls of `node:fs` reject with in a workspace, in a learner's words. */
import { shorten } from '../../files/bounds.ts';
import { codeOf } from '../../files/folder.ts';
import { DrydockError } from '../../lab/errors.ts';
import { noFile, refuse } from './workspace-path.ts';

/** Containers go on writing while a folder is read: what was removed or became a link meanwhile is left out. */
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
    message: `${shorten(path)} is there already.`,
    fix: 'Choose another name.',
    place: { file: path },
  });
}

/** Of what was to be removed or moved, and is on a mount of its own. */
export function isMounted(path: string, cause?: unknown): DrydockError {
  return new DrydockError('not-allowed', {
    message: `${shorten(path)} could not be changed as a whole: something is mounted there, which is left as it is.`,
    fix: 'Unmount it (findmnt shows what is mounted where), then do this again.',
    place: { file: path },
    cause,
  });
}

/** Of a file that was to be written, renamed or removed: what it was before, it still is. */
export function writeError(path: string, cause: unknown): DrydockError {
  if (cause instanceof DrydockError) return cause;
  const name = shorten(path);
  const file = { place: { file: path }, cause };
  switch (codeOf(cause)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new DrydockError('disk-full', {
        message: `${name} could not be written: the disk is full. The file is as it was.`,
        fix: 'Make room (`drydock images list` shows what images take), then save again.',
        ...file,
      });
    // A folder that is held open takes no new entry once it was removed: open(2), ENOENT.
    case 'ENOENT':
      return new DrydockError('not-found', {
        message: `${name} could not be written: the folder it is in was removed meanwhile.`,
        fix: 'Save again: a folder that is not there is made.',
        ...file,
      });
    case 'EEXIST':
      return exists(path);
    case 'EISDIR':
      return refuse(path, 'a folder is there');
    case 'ENOTDIR':
      return refuse(path, 'what is on the way is no folder');
    case 'ENAMETOOLONG':
      return refuse(path, 'it is too long');
    // A folder below itself: rename(2), EINVAL.
    case 'EINVAL':
      return refuse(path, 'nothing can have this name here');
    case 'ENOTEMPTY':
      return new DrydockError('stale-revision', {
        message: `${name} could not be removed: something goes on writing into it. What is left of it is there.`,
        fix: 'Stop what writes into it (*Stop*, or in the terminal), then delete it again.',
        ...file,
      });
    case 'EACCES':
    case 'EPERM':
      return new DrydockError('not-allowed', {
        message: `${name} could not be changed: Drydock may not write there.`,
        fix: 'A container may have made it as root; delete it from the terminal.',
        ...file,
      });
    // Of a rename too: rename(2).
    case 'EXDEV':
      return isMounted(path, cause);
    case 'EAGAIN':
    case 'EROFS':
    case 'EBUSY':
      return new DrydockError('not-allowed', {
        message: `${name} could not be changed: it is in use, or its disk can only be read.`,
        fix: 'Stop the lab and what else uses it, then do it again.',
        ...file,
      });
    default:
      return new DrydockError('internal', {
        message: `${name} could not be changed: ${cause instanceof Error ? cause.message : String(cause)}.`,
        ...file,
      });
  }
}
