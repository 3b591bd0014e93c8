import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../is-alive.ts';

const prefix = 'drydock-images-';

/** A new folder below `parent`. Those that processes left there which died before they could are removed. */
export async function makeWorkFolder(parent: string): Promise<string> {
  for (const name of await readdir(parent)) {
    const pid = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]);
    // What is still being written to, by a child that outlived its parent, goes the next time.
    if (pid > 0 && !isAlive(pid))
      await rm(join(parent, name), { recursive: true, force: true }).catch(() => {});
  }
  const folder = await mkdtemp(join(parent, `${prefix}${process.pid}-`));
  // apt downloads as a user of its own, who has to get through.
  await chmod(folder, 0o711);
  return folder;
}
