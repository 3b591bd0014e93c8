import { dirname } from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import { requirePlain } from '../files/plain-file.ts';
import { LogFile } from '../server/log-file.ts';
import { describeStorageError } from '../store/storage-error.ts';

/** Opens the log of a home to be added to, with its folder. Throws where there cannot be one, with what to do. */
export function openLogFile(file: string): LogFile {
  const fix = 'Drydock begins a new log.';
  makeFolder(dirname(file), { fix: `Move away what is there. ${fix}` });
  requirePlain(file, fix);
  try {
    return new LogFile(file);
  } catch (error) {
    throw describeStorageError(error, file);
  }
}
