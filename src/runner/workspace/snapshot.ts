import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { TreeMeter } from '../../files/bounds.ts';
import { type Folder, readOpened } from '../../files/folder.ts';
import { isShut, walk } from '../../files/walk.ts';
import type { StateFile, StateFiles } from '../library/lab-state.ts';
import { ifGone } from './workspace-errors.ts';

/** Files above this are built, not edited: they are not read where only edits matter. */
export const maxReadBytes = 16 * 1024 * 1024;

export interface Snapshot {
  readonly files: StateFiles;
  /**
   * Paths of files that are too large to be read, may not be or have no name as text, and of such folders, with what
   * tells two versions of them apart.
   */
  readonly leftOut: ReadonlyMap<string, string>;
}

/**
 * The content of every file below an open folder, but for what is named as left out. More than `treeBounds` rejects
 * with `too-big`, and what fails otherwise as it failed. What goes away meanwhile is not there. Links, pipes, sockets
 * and devices are no files.
 */
export async function takeSnapshot(
  folder: Folder,
  { above = '' }: { readonly above?: string } = {},
): Promise<Snapshot> {
  const files = new Map<string, StateFile>();
  const leftOut = new Map<string, string>();
  const meter = new TreeMeter('The workspace');
  for await (const found of walk(folder)) {
    const path = `${above}${found.path}`;
    meter.addEntry(path);
    const { kind, stats, isOdd } = found;
    if (kind === 'unreadable') leftOut.set(path, kind);
    if (kind !== 'file') continue;
    if (isOdd || stats.size > maxReadBytes) {
      leftOut.set(path, `${stats.size} ${stats.mtimeMs}`);
      continue;
    }
    const opened = await found.folder.openFile(found.name).catch((error: unknown) => {
      if (!isShut(error)) return ifGone(error);
      leftOut.set(path, `unreadable ${stats.size} ${stats.mtimeMs}`);
      return undefined;
    });
    if (opened?.handle === undefined) continue;
    await using file = opened;
    meter.addBytes(path, file.stats.size);
    files.set(path, { content: await readOpened(file), executable: isExecutable(file.stats) });
  }
  return { files, leftOut };
}

/** Over names and contents, to tell whether anything was edited. */
export function hashSnapshot({ files, leftOut }: Snapshot): string {
  const hash = createHash('sha256');
  for (const [path, { content }] of files) hash.update(`${path}\0${content.byteLength}\0`).update(content);
  for (const [path, version] of leftOut) hash.update(`${path}\0large\0${version}\0`);
  return hash.digest('hex');
}

export const isExecutable = ({ mode }: Pick<Stats, 'mode'>): boolean => (mode & 0o111) !== 0;
