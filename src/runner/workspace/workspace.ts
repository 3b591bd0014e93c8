/**
 * A workspace on the server's disk: the true copy of what a learner edits. Writes are whole or not at all,
 * and a revision is the hash of a file's content.
 */

import type { Stats } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { Mutex } from 'async-mutex';
import { treeBounds } from '../../files/bounds.ts';
import { type FileTree, readTree } from '../../files/file-tree.ts';
import { readOpened } from '../../files/folder.ts';
import { removeEntry } from '../../files/remove-entry.ts';
import { sha256 } from '../../files/sha256.ts';
import { type Found, isShut, walk } from '../../files/walk.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { FileContent, FileEntry } from '../../lab/wire/files.ts';
import { asText, type StateFiles } from '../library/lab-state.ts';
import { hashSnapshot, isExecutable, maxReadBytes, type Snapshot, takeSnapshot } from './snapshot.ts';
import { absent, exists, ifGone, writeError } from './workspace-errors.ts';
import { noFile, openPlace, openWorkspace, type Place, parsePath, refuse } from './workspace-path.ts';

/** Files above this are listed, not opened. */
export const maxEditableBytes = 1_048_576;
/** A listing is for a page: what is above this is left out of it, and the last line says so. */
export const maxListed = 2_000;

const revisionOf = (content: Uint8Array): string => sha256(content).slice(0, 32);

/** A file as it is read. */
function describe(path: string, content: Buffer): FileContent {
  const sizeBytes = content.byteLength;
  const text = sizeBytes <= maxEditableBytes ? asText(content) : undefined;
  return { path, revision: revisionOf(content), sizeBytes, ...(text === undefined ? {} : { text }) };
}

/** Who may read a file stays as it is. */
const modeOf = (before: Stats | undefined) => (before?.isFile() ? before.mode & 0o777 : 0o644);

export class Workspace {
  readonly root: string;
  readonly #saving = new Mutex();

  constructor(root: string) {
    this.root = root;
  }

  /** Files and folders, folders before what is in them. Links and sockets are left out. */
  async list(): Promise<readonly FileEntry[]> {
    const entries: FileEntry[] = [];
    await using root = await openWorkspace(this.root);
    for await (const found of walk(root)) {
      const isDeep = found.path.split('/').length > treeBounds.depth;
      if (entries.length >= maxListed || isDeep) return [...entries, theRest(isDeep)];
      const entry = found.isOdd ? undefined : await listed(found).catch(ifGone);
      if (entry) entries.push(entry);
    }
    return entries;
  }

  async read(path: string): Promise<FileContent> {
    const { content, large, sizeBytes } = await this.#read(path).catch((cause: unknown) => {
      throw absent(path, cause);
    });
    if (content) return describe(path, content);
    return { path, revision: revisionOf(Buffer.from(large)), sizeBytes };
  }

  /** The content of a file, or only what is known of one that is too large. What is no file is not opened. */
  async #read(path: string): Promise<{ content?: Buffer; large: string; sizeBytes: number }> {
    await using place = await openPlace(this.root, path);
    const opened = await place.folder.openFile(place.name);
    const { stats } = opened;
    if (opened.handle === undefined) {
      if (stats.isDirectory()) throw noFile(path);
      throw refuse(path, stats.isSymbolicLink() ? 'it is a link' : 'it is not a file');
    }
    await using file = opened;
    // Of one that is not read: that there is one, and that it has changed.
    if (stats.size > maxReadBytes) return { large: `${stats.size} ${stats.mtimeMs}`, sizeBytes: stats.size };
    const content = await readOpened(file);
    return { content, large: '', sizeBytes: content.byteLength };
  }

  /**
   * Saves over `revision` (empty: there must be no file). Rejects with `stale-revision` or `too-big`, and with
   * `path-refused` where something else than a file is there. Of two that save over the same revision of one
   * `Workspace`, the second is stale.
   */
  save(path: string, text: string, revision: string): Promise<FileContent> {
    return this.#saving.runExclusive(() => this.#save(path, text, revision));
  }

  async #save(path: string, text: string, revision: string): Promise<FileContent> {
    const content = Buffer.from(text);
    if (content.byteLength > maxEditableBytes)
      throw new DrydockError('too-big', {
        message: `${path} would have ${content.byteLength} bytes; a file may have ${maxEditableBytes}.`,
        fix: 'Make it smaller, or write it from the terminal.',
      });
    await this.#checkRevision(path, revision);
    await using place = await openPlace(this.root, path, { make: true });
    const before = await place.folder.look(place.name);
    if (before?.isDirectory()) throw refuse(path, 'a folder is there');
    // Looked at again when all is ready: the terminal writes without asking us.
    const beforeRename = () => this.#checkRevision(path, revision);
    await this.#write(place, path, content, { mode: modeOf(before), beforeRename });
    // Of what was written, and not of what is there by now: the next save is over this one, or stale.
    return describe(path, content);
  }

  async #checkRevision(path: string, revision: string): Promise<void> {
    if ((await this.#revision(path)) === revision) return;
    throw new DrydockError('stale-revision', {
      message: `${path} has changed since you opened it, in the terminal or in another tab.`,
      fix: 'Compare the two versions and keep one; nothing has been overwritten.',
      place: { file: path },
    });
  }

  /** The revision of a file; empty where there is none. */
  async #revision(path: string): Promise<string> {
    const { revision } = await this.read(path).catch((error: unknown) => {
      if (error instanceof DrydockError && error.code === 'not-found') return { revision: '' };
      throw error;
    });
    return revision;
  }

  /** Writes whole or not at all. Rejects with `path-refused` where no file is there. */
  async #write(
    { folder, name }: Place,
    path: string,
    content: Uint8Array,
    { mode, beforeRename }: { readonly mode: number; readonly beforeRename?: () => Promise<void> },
  ): Promise<void> {
    const before = await folder.look(name);
    if (before?.isSymbolicLink()) throw refuse(path, 'it is a link');
    await writeWhole(folder, name, content, mode, { ...(beforeRename && { beforeRename }) }).catch(
      (cause: unknown) => {
        throw writeError(path, cause);
      },
    );
  }

  async create(path: string, kind: 'file' | 'directory'): Promise<FileEntry> {
    await using place = await openPlace(this.root, path, { make: true });
    if (await place.folder.look(place.name)) throw exists(path);
    if (kind === 'directory') {
      await mkdir(place.folder.at(place.name)).catch((cause: unknown) => {
        throw writeError(path, cause);
      });
      return folderEntry(path);
    }
    await this.#write(place, path, new Uint8Array(), { mode: modeOf(undefined) });
    return fileEntry(await this.read(path));
  }

  /** Gives a file or a folder another path. What is neither keeps its own: `path-refused`. */
  async rename(from: string, to: string): Promise<FileEntry> {
    const [old, wanted] = [parsePath(from), parsePath(to)];
    if (wanted.length > old.length && old.every((name, index) => wanted[index] === name))
      throw refuse(to, 'a folder cannot be moved into itself');
    await using source = await openPlace(this.root, from);
    const before = await source.folder.look(source.name);
    if (!before) throw noFile(from);
    if (before.isSymbolicLink()) throw refuse(from, 'it is a link');
    if (!before.isFile() && !before.isDirectory()) throw refuse(from, 'it is not a file');
    await using place = await openPlace(this.root, to, { make: true });
    if (await place.folder.look(place.name)) throw exists(to);
    await rename(source.folder.at(source.name), place.folder.at(place.name)).catch((cause: unknown) => {
      throw absent(from, cause);
    });
    return before.isDirectory() ? folderEntry(to) : fileEntry(await this.read(to));
  }

  /** A file or a folder with all that is in it; of a folder that is exchanged meanwhile, nothing behind it. */
  async remove(path: string): Promise<void> {
    await using place = await openPlace(this.root, path);
    const before = await place.folder.look(place.name);
    if (before?.isSymbolicLink()) throw refuse(path, 'it is a link');
    await removeEntry(place.folder, place.name).catch((cause: unknown) => {
      throw absent(path, cause);
    });
  }

  /** The content of every file, for histories, and what is left out: files over 16 MiB are built, not edited. */
  async snapshot(): Promise<Snapshot> {
    await using root = await openWorkspace(this.root);
    return await takeSnapshot(root);
  }

  /** Files whatever their size, folders and links, for a copy that stands for all of them. All, or an error. */
  async copy(): Promise<FileTree> {
    await using _ = await openWorkspace(this.root);
    return await readTree(this.root);
  }

  /** The files of `snapshot`, of one file or of all in one folder. */
  async snapshotOf(path: string): Promise<StateFiles> {
    await using place = await openPlace(this.root, path);
    const opened = await place.folder.openFile(place.name).catch(ifGone);
    if (opened?.handle === undefined) {
      if (!opened?.stats.isDirectory()) return new Map();
      await using inner = await place.folder.open(place.name);
      return (await takeSnapshot(inner, { above: `${path}/` })).files;
    }
    await using file = opened;
    if (file.stats.size > maxReadBytes) return new Map();
    return new Map([[path, { content: await readOpened(file), executable: isExecutable(file.stats) }]]);
  }

  /** A hash over names and contents, to tell whether anything was edited. */
  async hash(): Promise<string> {
    await using root = await openWorkspace(this.root);
    return hashSnapshot(await takeSnapshot(root));
  }
}

async function listed({ kind, path, folder, name, stats }: Found): Promise<FileEntry | undefined> {
  if (kind === 'directory' || kind === 'unreadable') return folderEntry(path);
  if (kind !== 'file') return undefined;
  const opened = await folder.openFile(name).catch((error: unknown) => {
    if (isShut(error)) return undefined;
    throw error;
  });
  // There it is, though nobody can say what is in it.
  if (opened === undefined) return { path, kind: 'file', sizeBytes: stats.size, revision: '' };
  if (opened.handle === undefined) return undefined;
  await using file = opened;
  const { size } = file.stats;
  const revision = size > maxEditableBytes ? '' : revisionOf(await readOpened(file));
  return { path, kind: 'file', sizeBytes: size, revision };
}

const folderEntry = (path: string): FileEntry => ({ path, kind: 'directory', sizeBytes: 0, revision: '' });

function fileEntry({ path, sizeBytes, revision }: FileContent): FileEntry {
  return { path, kind: 'file', sizeBytes, revision: sizeBytes > maxEditableBytes ? '' : revision };
}

function theRest(isDeep: boolean): FileEntry {
  const why = isDeep
    ? `what lies more than ${treeBounds.depth} folders deep`
    : `more than ${maxListed} files and folders`;
  return { path: `… not all is listed: ${why}`, kind: 'file', sizeBytes: 0, revision: '' };
}
