import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DrydockError } from '../lab/errors.ts';
import { codeOf } from './folder.ts';

/** A file under the name that it has until it is whole. Disposing removes it, where it still has that name. */
export interface UnfinishedFile extends AsyncDisposable {
  readonly path: string;
  readonly handle: FileHandle;
  /** Gives it the name that was asked for. What is to survive a loss of power was synced before. */
  finish(): Promise<void>;
}

/**
 * Begins a file that nobody sees before it is whole. Rejects with `bad-usage` where `file` is there already or cannot
 * be made, and as `open` does for the rest. `what` is what it will be, such as `backup`; it is
 * for its owner alone unless `mode` says otherwise.
 */
export async function makeUnfinishedFile(file: string, what: string, mode = 0o600): Promise<UnfinishedFile> {
  await requireAbsent(file, file, 'Give another name, or move it away.');
  const path = `${file}.unfinished`;
  await requireAbsent(
    path,
    file,
    `Remove it, unless another ${what} is being written there now: one that was ended left it.`,
  );
  const handle = await open(path, 'wx', mode).catch((error: unknown) => {
    throw cannotMake(file, error);
  });
  return {
    path,
    handle,
    finish: () => rename(path, file),
    async [Symbol.asyncDispose]() {
      await handle.close().catch(() => undefined);
      await rm(path, { force: true });
    },
  };
}

/** Rejects with `bad-usage` where something is at `path`, for the sake of `file`. */
export async function requireAbsent(path: string, file: string, fix: string): Promise<void> {
  const there = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw cannotMake(file, error);
    return undefined;
  });
  if (there) throw new DrydockError('bad-usage', { message: `${path} is there already.`, fix });
}

function cannotMake(file: string, error: unknown): unknown {
  const folder = dirname(file);
  const why = {
    ENOENT: `there is no folder ${folder}`,
    ENOTDIR: `${folder} is no folder`,
    EACCES: `this user may not write into ${folder}`,
    EPERM: `nothing may be made in ${folder}`,
    EROFS: `${folder} is on a file system that is read-only`,
    ENAMETOOLONG: 'the name is too long',
  }[codeOf(error)];
  if (why === undefined) return error;
  return new DrydockError('bad-usage', {
    message: `${file} cannot be written: ${why}.`,
    fix: 'Name a file in a folder that is there and that you may write into.',
    cause: error,
  });
}
