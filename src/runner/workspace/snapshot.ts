import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { TreeMeter } from '../../files/bounds.ts';
import { type Folder, readOpened } from '../../files/folder.ts';
import { isShut, walk } from '../../files/walk.ts';
import type { StateFile, StateFiles } from '../library/lab-state.ts';

/** Files above this are built, not edited: they are not read where only edits matter. */
export const maxReadBytes = 16 * 1024 * 1024;

export interface Snapshot {
  readonly files: StateFiles;
  /** Paths of files that are too large to be read or may not be, and of such folders, with what tells two versions of them apart. */
  readonly large: ReadonlyMap<string, string>;
}

/**
 * The content of every file below an open folder that is not above `maxReadBytes`, and has a name. More than
 * `treeBounds` rejects with `too-big`. Links, pipes, sockets and devices are no files.
 */
export async function takeSnapshot(
  folder: Folder,
  { above = '' }: { readonly above?: string } = {},
): Promise<Snapshot> {
  const files = new Map<string, StateFile>();
  const large = new Map<string, string>();
  const meter = new TreeMeter('The workspace');
  for await (const found of walk(folder)) {
    const path = `${above}${found.path}`;
    meter.addEntry(path);
    const { kind, stats, isOdd } = found;
    if (kind === 'unreadable') large.set(path, kind);
    if (kind !== 'file' || isOdd) continue;
    if (stats.size > maxReadBytes) {
      large.set(path, `${stats.size} ${stats.mtimeMs}`);
      continue;
    }
    const opened = await found.folder.openFile(found.name).catch((error: unknown) => {
      if (isShut(error)) large.set(path, `unreadable ${stats.size} ${stats.mtimeMs}`);
      return undefined;
    });
    if (opened?.handle === undefined) continue;
    await using file = opened;
    meter.addBytes(path, file.stats.size);
    files.set(path, { content: await readOpened(file), executable: isExecutable(file.stats) });
  }
  return { files, large };
}

/** Over names and contents, to tell whether anything was edited. */
export function hashSnapshot({ files, large }: Snapshot): string {
  const hash = createHash('sha256');
  for (const [path, { content }] of files) hash.update(`${path}\0${content.byteLength}\0`).update(content);
  for (const [path, version] of large) hash.update(`${path}\0large\0${version}\0`);
  return hash.digest('hex');
}

export const isExecutable = ({ mode }: Pick<Stats, 'mode'>): boolean => (mode & 0o111) !== 0;
