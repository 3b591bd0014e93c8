import { once } from 'node:events';
import { dirname } from 'node:path';
import { type DestinationStream, pino } from 'pino';
import { makeFolder } from '../files/make-folder.ts';
import { requirePlain } from '../files/plain-file.ts';
import { describeStorageError } from '../store/storage-error.ts';

export interface LogFile extends AsyncDisposable {
  readonly destination: DestinationStream;
}

/**
 * Opens a log to be added to, with its folder. Resolves once the file is open: pino writes what is left when the
 * process ends, and breaks where there is no file yet. Rejects where there cannot be one.
 */
export async function openLogFile(file: string): Promise<LogFile> {
  const fix = 'Drydock begins a new log.';
  makeFolder(dirname(file), { fix: `Move away what is there. ${fix}` });
  requirePlain(file, fix);
  const destination = pino.destination(file);
  try {
    await once(destination, 'ready');
  } catch (error) {
    throw describeStorageError(error, file);
  }
  // A full disk costs lines of the log, and nothing else.
  destination.on('error', () => undefined);
  return {
    destination,
    async [Symbol.asyncDispose]() {
      // Where the disk is full it breaks instead of closing.
      const closed = once(destination, 'close').catch(() => undefined);
      destination.end();
      await closed;
    },
  };
}
