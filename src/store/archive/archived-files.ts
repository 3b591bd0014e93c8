/** The files of a home that go into a backup, reached through folders that are held open: containers write there. */

import { join } from 'node:path';
import { shorten } from '../../files/bounds.ts';
import { codeOf, Folder, type OpenFile } from '../../files/folder.ts';
import { type Found, walk } from '../../files/walk.ts';
import { archivedFolders } from './archive-format.ts';
import { type ArchiveBounds, findNameFault } from './archive-meter.ts';

/** Something that a backup does not hold, relative to the home. */
export interface LeftOut {
  readonly path: string;
  readonly why: string;
}

export interface ArchivedFile {
  readonly name: string;
  readonly file: OpenFile;
}

/**
 * Each plain file once, open until the next is asked for. No link is followed: it is left out, as are pipes, sockets
 * and devices, what may not be read, and what `readArchive` would refuse.
 */
export async function* findArchivedFiles(
  home: string,
  bounds: ArchiveBounds,
): AsyncGenerator<ArchivedFile | LeftOut, void, undefined> {
  for (const top of archivedFolders) {
    const opened = await Folder.openRoot(join(home, top)).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
      return undefined;
    });
    if (opened === undefined) continue;
    await using root = opened;
    // Their own folder is the first name of the path.
    for await (const found of walk(root, { entries: bounds.files, depth: bounds.depth - 1 }))
      yield* look(found, `${top}/${found.path}`, bounds);
  }
}

async function* look(found: Found, name: string, bounds: ArchiveBounds) {
  const { kind, isOdd, folder } = found;
  const leftOut = (why: string): LeftOut => ({ path: shorten(name), why });
  if (isOdd) yield leftOut('its name is no UTF-8');
  else if (kind === 'symlink') yield leftOut('a link');
  else if (kind === 'unreadable') yield leftOut('a folder that this user may not look into');
  else if (kind === 'special') yield leftOut('no file: a pipe, a socket or a device');
  else {
    const fault = findNameFault(name, bounds);
    if (fault !== undefined) yield leftOut(fault);
    else if (kind === 'file') {
      const opened = await folder.openFile(found.name).catch(whyNot);
      if (typeof opened === 'string') yield leftOut(opened);
      else if (opened?.handle !== undefined) {
        await using file = opened;
        yield { name, file };
      }
    }
  }
}

/** Undefined for what has gone meanwhile. */
function whyNot(error: unknown): string | undefined {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ELOOP') return undefined;
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read it';
  // A lease: fcntl(2), F_SETLEASE.
  if (code === 'EAGAIN') return 'another program holds it';
  throw error;
}
