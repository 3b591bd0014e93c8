import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DrydockError } from '../lab/errors.ts';

/** Primary result codes of SQLite: https://sqlite.org/rescode.html. */
const sqlite = {
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
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

/**
 * Turns what SQLite or the file system throws about the database at `path` into an error of the catalogue.
 * Anything else comes back as it is.
 */
export function describeStorageError(error: unknown, path: string): unknown {
  if (isDiskFullError(error) || (isSqliteError(error) && isFull(error.errcode, path))) {
    return new DrydockError('disk-full', {
      message: `Nothing more can be written to ${path}: the disk is full. What was saved before is kept.`,
      fix: `Free some space on the disk that holds ${dirname(path)}, then try again.`,
      cause: error,
    });
  }
  if (!isSqliteError(error)) return error;
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
        fix: `Move it away and put the newest file of ${dirname(path)}/backups in its place; with none, Drydock begins a new one.`,
        cause: error,
      });
    case sqlite.cannotOpen:
    case sqlite.readOnly:
      return new DrydockError('setup-failed', {
        message: `${path} cannot be opened for writing: ${error.message}.`,
        fix: `Make ${dirname(path)} writable, or use another home with --home DIR.`,
        cause: error,
      });
    default:
      return new DrydockError('internal', {
        message: `The database ${path} refused: ${error.message}.`,
        cause: error,
      });
  }
}

function isDiskFullError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

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
