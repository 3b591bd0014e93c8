import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError } from '../../lab/errors.ts';
import { isAlive } from '../is-alive.ts';

const prefix = 'drydock-images-';

/**
 * A new folder below `parent`. Rejects with `image-unavailable` where nothing can be written: no recipe runs then. Those that processes left there which
 * died before they could are removed.
 */
export async function makeWorkFolder(parent: string): Promise<string> {
  for (const name of await readdir(parent)) {
    const pid = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]);
    // What is still being written to, by a child that outlived its parent, goes the next time.
    if (pid > 0 && !isAlive(pid))
      await rm(join(parent, name), { recursive: true, force: true }).catch(() => {});
  }
  const folder = await mkdtemp(join(parent, `${prefix}${process.pid}-`)).catch((cause: unknown) => {
    throw isReadOnly(cause) ? cannotMake(parent, cause) : cause;
  });
  // apt downloads as a user of its own, who has to get through.
  await chmod(folder, 0o711);
  return folder;
}

const isReadOnly = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['EROFS', 'EACCES'].includes(String(error.code));

const cannotMake = (parent: string, cause: unknown) =>
  new DrydockError('image-unavailable', {
    message: `No image can be made by recipe here: nothing can be written to ${parent}.`,
    fix: 'Load images from a file that `drydock images save` wrote on another machine: `drydock images load FILE`.',
    cause,
  });
