import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import type { Folder } from './folder.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/**
 * Writes a file of an open folder whole or not at all, and durably: what it resolved after survives a loss of power.
 * The file keeps its owner, where we may give it away. `beforeRename` is the last look at what gives way: where it
 * rejects, nothing was written. Rejects as the calls of `node:fs` do.
 */
export async function writeWhole(
  folder: Folder,
  name: string,
  content: Uint8Array,
  mode: number,
  { beforeRename }: { readonly beforeRename?: () => Promise<void> } = {},
): Promise<void> {
  const [target, making] = [
    folder.at(name),
    folder.at(`.${name.slice(0, 40)}.${randomBytes(6).toString('hex')}`),
  ];
  const before = await lstat(target).catch(() => undefined);
  try {
    await using file = await open(making, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
    await file.writeFile(content);
    // Not left to the umask.
    await file.chmod(mode);
    if (before?.isFile()) await giveTo(file, before);
    await file.sync();
    await beforeRename?.();
    await rename(making, target);
  } catch (error) {
    await rm(making, { force: true });
    throw error;
  }
  await folder.sync();
}

/** Only root may give a file away. Else it stays ours, which is enough to read it. */
async function giveTo(file: FileHandle, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  await file.chown(uid, gid).catch(() => undefined);
}
