import { isDiskFull } from '../files/file-fault.ts';
import { codeOf } from '../files/folder.ts';
import { DrydockError } from '../lab/errors.ts';

/** Why a bundle is not what it should be, in a few words that follow a colon. */
export class BundleFault extends Error {}

/** The error of a bundle of which nothing is loaded. What is of the catalogue already stays that. */
export function refuseBundle(file: string, cause: unknown): unknown {
  if (cause instanceof DrydockError) return cause;
  const why =
    cause instanceof BundleFault
      ? cause.message
      : codeOf(cause) === 'EIO'
        ? 'the medium cannot be read'
        : isDamage(cause)
          ? 'it is damaged, or ends too early'
          : undefined;
  if (why === undefined) return cause;
  return new DrydockError('bad-usage', {
    message: `${file} cannot be loaded: ${why}. None of its images was loaded.`,
    fix: 'Copy it anew from where `drydock images save` wrote it, and compare `sha256sum` of both files.',
    cause,
  });
}

/** What the readers of tar and of zstd say of bytes that are none. */
function isDamage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return /Unexpected end of data|Invalid tar header|Unexpected end of file|ZSTD_|zstd/i.test(
    `${error.message} ${codeOf(error)}`,
  );
}

/** Why a bundle could not be written, where the disk or its file system is the reason. */
export function describeWriteFault(error: unknown, file: string): unknown {
  if (isDiskFull(error))
    return new DrydockError('disk-full', {
      message: `${file} cannot be written: the disk is full. Nothing of it was left there.`,
      fix: 'Free some space there, name a file on another disk, or name the images that you need: `drydock images save FILE ID…`.',
      cause: error,
    });
  if (codeOf(error) === 'EFBIG')
    return new DrydockError('too-big', {
      message: `${file} cannot be written: its file system, or a limit of this shell, takes no file so large. FAT32 ends at 4 GiB.`,
      fix: 'Format the medium with exFAT or ext4, or save the images in two files: `drydock images save FILE ID…`.',
      cause: error,
    });
  return error;
}
