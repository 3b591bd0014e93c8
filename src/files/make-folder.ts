import { accessSync, constants, mkdirSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DrydockError } from '../lab/errors.ts';
import { describeFileFault, isDiskFull } from './file-fault.ts';
import { codeOf } from './folder.ts';
import { describeKind } from './plain-file.ts';

export interface MakeFolderOptions {
  readonly mode?: number;
  /** What to do where it cannot be made. */
  readonly fix?: string;
}

/**
 * Makes a folder with those above it, or finds it. Rejects with `bad-usage` where that cannot be, with `disk-full`
 * where there is no room. `mkdir` of `node:fs` that does the same never ends below a file system such as /proc, which
 * says of a new name that it is not there.
 */
export function makeFolder(
  path: string,
  { mode = 0o777, fix = 'Name another folder.' }: MakeFolderOptions = {},
): void {
  const whole = resolve(path);
  const missing: string[] = [];
  try {
    let at = whole;
    for (let there = look(at); !there?.isDirectory(); there = look(at)) {
      if (there !== undefined) throw cannotMake(whole, `${at} is ${describeKind(there)}`, fix);
      missing.unshift(at);
      if (dirname(at) === at) break;
      at = dirname(at);
    }
    for (const each of missing) make(each, mode);
  } catch (error) {
    if (error instanceof DrydockError) throw error;
    if (isDiskFull(error))
      throw new DrydockError('disk-full', {
        message: `The folder ${whole} cannot be made: the disk is full.`,
        fix: 'Free some space on it, then try again.',
        cause: error,
      });
    const above = missing[0] === undefined ? whole : dirname(missing[0]);
    const why =
      codeOf(error) === 'ENOENT'
        ? `${above} takes no new folders`
        : (describeFileFault(error) ?? String(error));
    throw cannotMake(whole, why, fix, error);
  }
}

/** The same, where we have to write in it. Rejects with `setup-failed` where we may not. */
export function makeOwnFolder(path: string, options: MakeFolderOptions = {}): void {
  makeFolder(path, options);
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new DrydockError('setup-failed', {
      message: `Nothing can be written into the folder ${path}: ${describeFileFault(error) ?? String(error)}.`,
      fix: options.fix ?? 'Name another folder.',
      cause: error,
    });
  }
}

function look(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error))) throw error;
    return undefined;
  }
}

function make(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Somebody else was quicker, or a link of that name leads to nothing.
    if (codeOf(error) !== 'EEXIST' || !look(path)?.isDirectory()) throw error;
  }
}

const cannotMake = (path: string, why: string, fix: string, cause?: unknown) =>
  new DrydockError('bad-usage', { message: `The folder ${path} cannot be made: ${why}.`, fix, cause });
