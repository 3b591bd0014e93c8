import { statfsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describeFileFault, isDiskFull } from '../files/file-fault.ts';
import { DrydockError } from '../lab/errors.ts';

/** Primary result codes of SQLite: https://sqlite.org/rescode.html. */
const sqlite = {
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  tooBig: 18,
  constraint: 19,
  notADatabase: 26,
};

/** An error of `node:sqlite`. `errcode` is the extended result code, whose low byte is the primary one. */
interface SqliteError extends Error {
  readonly code: 'ERR_SQLITE_ERROR';
  readonly errcode: number;
}

function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR' && 'errcode' in error;
}

/** Whether rows contradict the schema or one another. */
export function isConstraintError(error: unknown): boolean {
  return isSqliteError(error) && (error.errcode & 0xff) === sqlite.constraint;
}

/** Whether a value is longer than it may be. */
export function isTooBig(error: unknown): boolean {
  return isSqliteError(error) && (error.errcode & 0xff) === sqlite.tooBig;
}

/** Whether a file is no database, or a damaged one. */
export function isForeignFile(error: unknown): error is Error {
  return isSqliteError(error) && [sqlite.corrupt, sqlite.notADatabase].includes(error.errcode & 0xff);
}

/**
 * Turns what SQLite or the file system throws about the database at `path` into an error of the catalogue.
 * Anything else comes back as it is.
 */
export function describeStorageError(error: unknown, path: string): unknown {
  if (isDiskFull(error) || (isSqliteError(error) && isFull(error.errcode, path))) {
    return new DrydockError('disk-full', {
      message: `Nothing more can be written to ${path}: the disk is full. What was saved before is kept.`,
      fix: `Free some space on the disk that holds ${dirname(path)}, then try again.`,
      cause: error,
    });
  }
  if (!isSqliteError(error)) return describeFileError(error, path);
  switch (error.errcode & 0xff) {
    case sqlite.busy:
      return new DrydockError('home-locked', {
        message: `Another process is writing to ${path}.`,
        fix: 'Stop the other Drydock that uses this home, or use another one with --home DIR.',
        cause: error,
      });
    case sqlite.corrupt:
    case sqlite.notADatabase:
      return new DrydockError('setup-failed', {
        message: `${path} is damaged: ${error.message}.`,
        fix: `Move it away. ${newestCopy(path)}`,
        cause: error,
      });
    case sqlite.cannotOpen:
    case sqlite.readOnly:
      return new DrydockError('setup-failed', {
        message: `${path} cannot be opened for writing: ${error.message}.`,
        fix: `Let this user write ${basename(path)} and its folder ${dirname(path)}, or use another home with --home DIR.`,
        cause: error,
      });
    default:
      return new DrydockError('internal', {
        message: `The database ${path} reports an error: ${error.message}.`,
        cause: error,
      });
  }
}

/** What no call of the file system says, and what is of the catalogue already, comes back as it is. */
function describeFileError(error: unknown, path: string): unknown {
  const why = describeFileFault(error);
  if (why === undefined) return error;
  return new DrydockError('setup-failed', {
    message: `${path} cannot be used: ${why}.`,
    fix: `See what is at ${path} and who may use it: move away what is not Drydock's, or use another home with --home DIR.`,
    cause: error,
  });
}

/** What takes the place of a database that is no use. */
export const newestCopy = (path: string): string =>
  `Put the newest file of ${dirname(path)}/backups in its place; with none, Drydock begins a new one.`;

/** A full disk may also show as an I/O error, where SQLite cannot grow its shared memory. */
function isFull(errcode: number, path: string): boolean {
  const primary = errcode & 0xff;
  if (primary === sqlite.full) return true;
  if (primary !== sqlite.ioError) return false;
  try {
    return statfsSync(dirname(path)).bavail === 0;
  } catch {
    return false;
  }
}
