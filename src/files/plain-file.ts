/** Files by paths of our own or the reader's, opened so that nobody is waited for: a pipe is told and not opened. */
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats, statSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { DrydockError } from '../lab/errors.ts';
import { describeFileFault } from './file-fault.ts';
import { codeOf, type NoFile, type OpenFile } from './folder.ts';

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

/** Longer than any small file of a home. */
const mostBytes = 1024 * 1024;

/** Throws `setup-failed` where something other than a plain file is at `path`. Nothing being there is fine. */
export function requirePlain(path: string, fix: string): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile()) throw notPlain(path, there, fix);
}

/** The text of a small file of ours; undefined where there is none. Throws `setup-failed`, with `fix` as what to do. */
export function readOwnFile(path: string, fix: string): string | undefined {
  try {
    requirePlain(path, fix);
    const file = openSync(path, O_RDONLY | O_NONBLOCK);
    try {
      const stats = fstatSync(file);
      if (!stats.isFile()) throw notPlain(path, stats, fix);
      if (stats.size > mostBytes)
        throw new DrydockError('setup-failed', { message: `${path} is too large to be Drydock's.`, fix });
      return readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof DrydockError) throw error;
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
    throw new DrydockError('setup-failed', {
      message: `${path} cannot be read: ${describeFileFault(error) ?? String(error)}.`,
      fix: 'Make it readable for this user, or use another home with --home DIR.',
      cause: error,
    });
  }
}

const notPlain = (path: string, stats: Stats, fix: string) =>
  new DrydockError('setup-failed', {
    message: `${path} is ${describeKind(stats)}, where a file of Drydock's has to be.`,
    fix: `Move it away. ${fix}`,
  });
