/** Files by paths of our own or the reader's, opened so that nobody is waited for: a pipe is told and not opened. */
import { constants, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { NoFile, OpenFile } from './folder.ts';

const { O_NONBLOCK, O_RDONLY } = constants;

/** What is there instead of a plain file, as a sentence goes on behind “is”. */
export function describeKind(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return stats.isFile() ? 'a file' : 'a device';
}

/** A link is followed. Rejects as `stat` and `open` do; the answer for what is no plain file is only what it is. */
export async function openPlainFile(path: string): Promise<OpenFile | NoFile> {
  const before = await stat(path);
  if (!before.isFile()) return { stats: before };
  // It may have become something else meanwhile: a pipe opens at once, and is then told.
  const handle = await open(path, O_RDONLY | O_NONBLOCK);
  const stats = await handle.stat();
  if (stats.isFile()) return { handle, stats, [Symbol.asyncDispose]: () => handle.close() };
  await handle.close();
  return { stats };
}
