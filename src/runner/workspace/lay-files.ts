/** Makes a workspace hold the files of a state and nothing else. `keep` is given each version before it is removed. */
import { rmdir, unlink } from 'node:fs/promises';
import { TreeMeter } from '../../files/bounds.ts';
import { Descent, splitPath } from '../../files/descent.ts';
import { folderOf, foldersAbove, readEntryOf, type TreeEntry, unreadable } from '../../files/file-tree.ts';
import { codeOf, type Folder } from '../../files/folder.ts';
import { walk } from '../../files/walk.ts';
import { writeWhole } from '../../files/write-whole.ts';
import type { StateFile, StateFiles } from '../library/lab-state.ts';
import { isMounted, writeError } from './workspace-errors.ts';
import { openPlace, openWorkspace, refuse } from './workspace-path.ts';

/** Keeps a version of a file or a link before it goes. Where it rejects, that version stays where it is. */
export type KeepVersion = (path: string, version: TreeEntry) => Promise<void>;

export interface Laying {
  readonly root: string;
  readonly files: StateFiles;
  /** Absent where nobody's work can be there. */
  readonly keep?: KeepVersion | undefined;
  /** Deletes what containers left that we may not, with the engine's powers. */
  deletePaths(paths: readonly string[]): Promise<void>;
}

/** How often is cleared away again what somebody goes on making. */
const mostRounds = 20;

/**
 * Resolves with the paths of all that was removed or written. Each version is read right before it is removed, so that
 * `keep` gets what was written since a copy was made too. Rejects with `too-big` where the workspace cannot be read
 * whole, and with `not-allowed`, before anything is removed, where something is mounted that is not empty.
 */
export async function layFiles(laying: Laying): Promise<readonly string[]> {
  const removed = await clearAway(laying);
  for (const [path, file] of laying.files) await layFile(laying, path, file);
  return [...removed, ...laying.files.keys()];
}

async function clearAway({ root, files, keep, deletePaths }: Laying): Promise<readonly string[]> {
  const removed = new Set<string>();
  for (let round = 1; ; round += 1) {
    const { extra, shut } = await findExtra(root, files);
    const [first] = extra;
    const [closed] = shut;
    if (closed !== undefined && keep) throw unreadable('The workspace', closed);
    if (first === undefined) return [...removed];
    if (round > mostRounds) throw writeError(first, Object.assign(new Error(), { code: 'ENOTEMPTY' }));
    for (const path of extra) removed.add(path);
    const left = await removeEach(root, extra, keep);
    // Nobody's work is behind it where nothing is kept.
    left.push(...shut);
    if (left.length > 0) await deletePaths(uppermost(left));
  }
}

/**
 * Other files and folders than these, links and the like that are in their place or in such a folder: folders before
 * what is in them.
 */
async function findExtra(root: string, files: StateFiles): Promise<Extra> {
  const folders = new Set([...files.keys()].flatMap(foldersAbove));
  const extra = new Set<string>();
  const shut: string[] = [];
  const meter = new TreeMeter('The workspace');
  await using opened = await openWorkspace(root);
  for await (const { path, kind, isOdd, folder } of walk(opened)) {
    meter.addEntry(path);
    if ((await folder.mount()) !== (await opened.mount())) throw isMounted(path);
    const isFolder = kind === 'directory' || kind === 'unreadable';
    const isWanted = isFolder ? folders.has(path) : kind === 'file' && files.has(path);
    const isInTheWay =
      files.has(path) || folders.has(path) || foldersAbove(path).some((above) => extra.has(above));
    const isExtra = isFolder || kind === 'file' ? !isWanted : isInTheWay;
    if (!isExtra || isOdd) continue;
    extra.add(path);
    if (kind === 'unreadable') shut.push(path);
  }
  return { extra: [...extra], shut };
}

interface Extra {
  readonly extra: readonly string[];
  /** Those of it that are folders which we may not look into. */
  readonly shut: readonly string[];
}

/** What is in a folder before the folder, which goes only when it is empty. Resolves with what we may not remove. */
async function removeEach(
  root: string,
  paths: readonly string[],
  keep: KeepVersion | undefined,
): Promise<string[]> {
  const left: string[] = [];
  await using opened = await openWorkspace(root);
  await using descent = new Descent(opened);
  for (const path of paths.toReversed()) {
    const { above, name } = splitPath(path);
    const folder = await descent.find(above);
    if (!folder) continue;
    if (keep) await keepEntry(folder, name, (version) => keep(path, version));
    await remove(folder, name).catch((error: unknown) => {
      if (['EACCES', 'EPERM'].includes(codeOf(error))) left.push(path);
      // It went, was filled or became something else meanwhile: the next round looks again.
      else if (!['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EISDIR'].includes(codeOf(error)))
        throw writeError(path, error);
    });
  }
  return left;
}

async function remove(folder: Folder, name: string): Promise<void> {
  const about = await folder.look(name);
  if (about?.isDirectory()) await rmdir(folder.at(name));
  else if (about) await unlink(folder.at(name));
}

async function keepEntry(
  folder: Folder,
  name: string,
  keep: (version: TreeEntry) => Promise<void>,
): Promise<void> {
  const version = await readEntryOf(folder, name);
  if (version && version.type !== 'directory') await keep(version);
}

async function layFile({ root, keep }: Laying, path: string, file: StateFile): Promise<void> {
  await using place = await openPlace(root, path, { make: true });
  const { folder, name } = place;
  if ((await folder.look(name))?.isSymbolicLink()) throw refuse(path, 'it is a link');
  const keepBefore = () =>
    keepEntry(folder, name, async (version) => {
      if (!version.content.equals(file.content)) await keep?.(path, version);
    });
  await writeWhole(folder, name, file.content, file.executable ? 0o755 : 0o644, {
    ...(keep && { beforeRename: keepBefore }),
  }).catch((cause: unknown) => {
    throw writeError(path, cause);
  });
}

/** Without those that lie below another. */
export function uppermost(paths: readonly string[]): readonly string[] {
  const all = new Set(paths);
  const known = new Map<string, boolean>([['', false]]);
  const goes = (folder: string): boolean => {
    const is = known.get(folder) ?? (all.has(folder) || goes(folderOf(folder)));
    known.set(folder, is);
    return is;
  };
  return paths.filter((path) => !goes(folderOf(path)));
}
