import type { OpenFile } from '../../files/folder.ts';
import { codeOf } from '../../files/folder.ts';
import { describeKind, openPlainFile } from '../../files/plain-file.ts';
import { DrydockError } from '../../lab/errors.ts';

/** An archive that is open. */
export interface ArchiveSource extends OpenFile {
  readonly path: string;
}

/**
 * Opens the archive that is restored, a link to it too. Rejects at once: with `not-found` where there is none, with
 * `bad-usage` for what is no plain file, so that nobody waits for the other end of a pipe, or may not be read.
 */
export async function openArchive(file: string): Promise<ArchiveSource> {
  const opened = await openPlainFile(file).catch((error: unknown) => {
    throw describe(error, file);
  });
  if (opened.handle !== undefined) return { ...opened, path: file };
  throw new DrydockError('bad-usage', {
    message: `${file} is ${describeKind(opened.stats)}, and a backup is a file. Nothing was changed.`,
    fix: 'Give a file that `drydock backup` wrote; what comes through a pipe has to be written into one first.',
  });
}

function describe(error: unknown, file: string): unknown {
  const fix = 'Give a file that `drydock backup` wrote.';
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new DrydockError('not-found', { message: `There is no file ${file}.`, fix, cause: error });
    case 'EACCES':
    case 'EPERM':
      return new DrydockError('bad-usage', {
        message: `${file} may not be read by this user.`,
        fix,
        cause: error,
      });
    default:
      return new DrydockError('bad-usage', {
        message: `${file} cannot be opened: ${error instanceof Error ? error.message : String(error)}.`,
        fix,
        cause: error,
      });
  }
}
