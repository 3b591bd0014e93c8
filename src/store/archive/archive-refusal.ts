import { DrydockError } from '../../lab/errors.ts';

/** Why an archive is not restored, in a few words; who catches it knows which archive that was. */
export class ArchiveFault extends Error {}

/** The error of an archive that is not restored. What is of the catalogue already, and no fault of it, stays that. */
export function refuseArchive(file: string, cause: unknown): DrydockError {
  if (cause instanceof DrydockError) return cause;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return noRoom(file, cause);
  const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
  return new DrydockError('bad-usage', {
    message: `${file} cannot be restored: ${why?.replaceAll(/\p{Cc}/gu, '�')}. Nothing was changed.`,
    fix: 'Give a file that `drydock backup` wrote.',
    cause,
  });
}

export function noRoom(file: string, cause?: unknown): DrydockError {
  return new DrydockError('disk-full', {
    message: `There is no room to lay out ${file}. Nothing was changed.`,
    fix: 'Free some space on the disk of the home, then try again.',
    cause,
  });
}
