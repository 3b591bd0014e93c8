import { codeOf } from './folder.ts';

const faults: Readonly<Record<string, string>> = {
  EACCES: 'this user may not do that',
  EPERM: 'that is not permitted there',
  EROFS: 'its file system is read-only',
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  ENOTEMPTY: 'it is a folder with something in it',
  ELOOP: 'its links lead round in a circle',
  ENAMETOOLONG: 'its name is too long',
  ENXIO: 'nothing is behind it',
  EIO: 'the disk failed',
};

/** Why a call of the file system failed, as a sentence ends behind a colon; undefined for what is no such failure. */
export function describeFileFault(error: unknown): string | undefined {
  return faults[codeOf(error)];
}

export const isDiskFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT'].includes(codeOf(error));
