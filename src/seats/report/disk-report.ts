import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Room on the file system that holds something of ours. */
export interface DiskReport {
  readonly purpose: string;
  readonly path: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Free means free to this user. A path that does not exist yet is looked at through its nearest parent. */
export async function readDisk(purpose: string, path: string): Promise<DiskReport> {
  for (let folder = path; ; folder = dirname(folder)) {
    const about = await statfs(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' || folder === dirname(folder)) throw error;
      return undefined;
    });
    if (about === undefined) continue;
    return { purpose, path, freeBytes: about.bavail * about.bsize, totalBytes: about.blocks * about.bsize };
  }
}
