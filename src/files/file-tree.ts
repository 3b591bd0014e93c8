import { mkdir, readlink, symlink, unlink } from 'node:fs/promises';
import { DrydockError } from '../lab/errors.ts';
import { shorten, TreeMeter } from './bounds.ts';
import { Descent, splitPath } from './descent.ts';
import { codeOf, Folder, readOpened } from './folder.ts';
import { checkInside } from './path-fault.ts';
import { removeEntry } from './remove-entry.ts';
import { sha256 } from './sha256.ts';
import { type Found, isShut, kindOf, walk } from './walk.ts';
import { writeWhole } from './write-whole.ts';

/** A file, directory or symbolic link of a workspace; content is the target for a link, which is never followed. */
export interface TreeEntry {
  readonly type: 'file' | 'directory' | 'symlink';
  /** As `travelMode` has it; that of a link says nothing. */
  readonly mode: number;
  readonly content: Buffer;
}

/** Entries by relative path with `/`, parents before what they hold; only a directory holds others. */
export type FileTree = ReadonlyMap<string, TreeEntry>;

/** By path: tells two versions of an entry apart. */
export type Fingerprints = ReadonlyMap<string, string>;

/**
 * The permission bits that cross a border: none that change who runs it (set-user-ID, set-group-ID, sticky), and its
 * owner always reads and writes it, so that a server that is not root can.
 */
export function travelMode(type: TreeEntry['type'], mode: number): number {
  return (mode & 0o777) | (type === 'directory' ? 0o700 : 0o600);
}

/** Begins with the type and a colon. */
export function fingerprint(entry: TreeEntry): string {
  const mode = entry.type === 'symlink' ? '' : (entry.mode & 0o777).toString(8);
  return `${entry.type}:${mode}:${sha256(entry.content)}`;
}

export function fingerprintsOf(tree: FileTree): Fingerprints {
  return new Map([...tree].map(([path, entry]) => [path, fingerprint(entry)]));
}

/**
 * Refuses what is no tree: names that lead elsewhere or are no UTF-8 (`path-refused`), something below what is no
 * directory (`path-refused`), more than `treeBounds` (`too-big`). Gives it back in order, with each directory in it.
 * `isText`: names were read as text from a disk, where the sign that stands for what is none is a letter like others.
 */
export function checkTree(
  entries: ReadonlyMap<string, TreeEntry>,
  of: string,
  { isText = false }: { readonly isText?: boolean } = {},
): FileTree {
  checkInside([...entries.keys()]);
  const all = new Map(entries);
  const meter = new TreeMeter(of);
  for (const path of entries.keys()) {
    meter.addEntry(path);
    if (!isText && path.includes('�')) throw noUtf8(of, path);
    // What is there is looked at for itself, so that a deep tree costs no more than a flat one.
    for (let above = folderOf(path); above !== ''; above = folderOf(above)) {
      const there = all.get(above);
      if (there !== undefined) {
        if (there.type !== 'directory') throw behind(of, path, above, there);
        break;
      }
      meter.addEntry(above);
      all.set(above, { type: 'directory', mode: 0o755, content: Buffer.alloc(0) });
    }
  }
  for (const [path, { content }] of all) meter.addBytes(path, content.length);
  return new Map([...all].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function behind(of: string, path: string, above: string, there: TreeEntry): DrydockError {
  return new DrydockError('path-refused', {
    message: `${of} is refused: it has “${shorten(path)}” behind “${shorten(above)}”, which is a ${there.type === 'file' ? 'file' : 'link'}.`,
    fix: 'No archive of a real folder looks like this: look in the terminal at what the workspace holds.',
  });
}

/**
 * All files, folders and links below `root`; what is a pipe, a socket or a device stays where it is. Rejects with
 * `too-big` where that is more than `treeBounds`, with `path-refused` where a name is no UTF-8.
 */
export async function readTree(root: string, of = 'The workspace'): Promise<FileTree> {
  const tree = new Map<string, TreeEntry>();
  const meter = new TreeMeter(of);
  await using folder = await Folder.openRoot(root);
  for await (const found of walk(folder)) {
    meter.addEntry(found.path);
    if (found.isOdd) throw noUtf8(of, found.path);
    if (found.kind === 'unreadable') throw unreadable(of, found.path);
    const entry = await readEntry(found, meter)
      .catch((error: unknown) => {
        throw isShut(error) ? unreadable(of, found.path, error) : error;
      })
      .catch(ifGone);
    if (entry) tree.set(found.path, entry);
  }
  return new Map([...tree].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** An entry of an open folder as it is now; undefined where there is none that travels. */
export async function readEntryOf(folder: Folder, name: string): Promise<TreeEntry | undefined> {
  const stats = await folder.look(name);
  if (stats === undefined) return undefined;
  return readEntry({ kind: kindOf(stats), folder, name, path: name, stats }, new TreeMeter('The file')).catch(
    ifGone,
  );
}

type Placed = Pick<Found, 'kind' | 'folder' | 'name' | 'path' | 'stats'>;

async function readEntry(placed: Placed, meter: TreeMeter): Promise<TreeEntry | undefined> {
  const { kind, folder, name, path, stats } = placed;
  if (kind === 'special' || kind === 'unreadable') return undefined;
  if (kind === 'directory')
    return { type: kind, mode: travelMode(kind, stats.mode), content: Buffer.alloc(0) };
  if (kind === 'symlink')
    return { type: kind, mode: 0o777, content: await readlink(folder.at(name), { encoding: 'buffer' }) };
  const opened = await folder.openFile(name);
  if (opened.handle === undefined) return undefined;
  await using file = opened;
  meter.addBytes(path, file.stats.size);
  return { type: kind, mode: travelMode(kind, file.stats.mode), content: await readOpened(file) };
}

/** Whether an entry may still take the place of what is there now. */
export type MayReplace = (path: string, now: TreeEntry | undefined) => boolean;

/**
 * Puts the entries of a checked tree below `root`, over what is there where it may. No link on the way is followed: it
 * goes.
 */
export async function writeTree(root: string, tree: FileTree, mayReplace?: MayReplace): Promise<void> {
  await mkdir(root, { recursive: true });
  await using top = await Folder.openRoot(root);
  await using descent = new Descent(top);
  for (const [path, entry] of tree) {
    const { above, name } = splitPath(path);
    const folder = await descent.to(above, { make: true });
    if (mayReplace && entry.type !== 'directory' && !mayReplace(path, await readEntryOf(folder, name)))
      continue;
    await writeEntry(folder, name, entry);
  }
}

async function writeEntry(folder: Folder, name: string, entry: TreeEntry): Promise<void> {
  const there = await folder.look(name);
  if (there && there.isDirectory() !== (entry.type === 'directory')) await removeEntry(folder, name);
  if (entry.type === 'directory') {
    await using made = await folder.open(name, { make: true });
    await made.chmod(travelMode(entry.type, entry.mode));
  } else if (entry.type === 'symlink') {
    await unlink(folder.at(name)).catch(ifGone);
    await symlink(entry.content, folder.at(name));
  } else await writeWhole(folder, name, entry.content, travelMode(entry.type, entry.mode));
}

/** `bot/vendor` of `bot/vendor/modules.txt`; empty of what lies in no folder. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** `bot/vendor` and `bot` of `bot/vendor/modules.txt`, the uppermost first. */
export function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Of an entry that could not be read, where all is to be. */
export function unreadable(of: string, path: string, cause?: unknown): DrydockError {
  return new DrydockError('not-allowed', {
    message: `${of} holds “${shorten(path)}”, which Drydock may not read, or which a program holds, so it cannot be carried or copied. Nothing was changed.`,
    fix: 'Delete it, or let others read it (in the terminal: `chmod -R a+rX`), or end the program; then do this again.',
    place: { file: path },
    cause,
  });
}

export function noUtf8(of: string, path: string, what: 'name' | 'target' = 'name'): DrydockError {
  return new DrydockError('path-refused', {
    message: `${of} holds “${shorten(path)}”, whose ${what} is no UTF-8 text, so it cannot be carried or copied. Nothing was changed.`,
    fix: `${what === 'name' ? 'Rename' : 'Make it anew'} or delete it in the terminal, then do this again.`,
  });
}

function ifGone(error: unknown): undefined {
  if (!['ENOENT', 'ENOTDIR', 'ELOOP', 'EINVAL'].includes(codeOf(error))) throw error;
}
