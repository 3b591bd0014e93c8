/**
 * A workspace on the server's disk: the true copy of what a learner edits. Writes are whole or not at all,
 * and a revision is the hash of a file's content.
 */
import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { Mutex } from 'async-mutex';
import { DrydockError } from '../../lab/errors.ts';
import type { FileContent, FileEntry } from '../../lab/protocol.ts';
import { asText, type StateFile, type StateFiles } from '../library/lab-state.ts';
import { Folder } from './folder.ts';
import { absent, exists, ifGone, writeError } from './workspace-errors.ts';
import { openPlace, type Place, refuse } from './workspace-path.ts';
import { writeWhole } from './write-whole.ts';

/** Files above this are listed, not opened. */
export const maxEditableBytes = 1_048_576;
/** Files above this are not read at all. */
const maxReadBytes = 16 * maxEditableBytes;
/** Entries above this are left out of a listing; the last one says so. */
const maxEntries = 2_000;

const revisionOf = (content: Uint8Array): string =>
  createHash('sha256').update(content).digest('hex').slice(0, 32);

export class Workspace {
  readonly root: string;
  readonly #saving = new Mutex();

  constructor(root: string) {
    this.root = root;
  }

  /** Files and folders, folders before what is in them. Links and sockets are left out. */
  async list(): Promise<readonly FileEntry[]> {
    const entries: FileEntry[] = [];
    const walk = async (folder: Folder, above: string): Promise<void> => {
      for (const entry of (await readdir(folder.at(), { withFileTypes: true })).sort((a, b) =>
        a.name.localeCompare(b.name),
      )) {
        if (entries.length >= maxEntries) return;
        const path = `${above}${entry.name}`;
        if (entry.isDirectory()) {
          entries.push({ path, kind: 'directory', sizeBytes: 0, revision: '' });
          await using inner = await folder.open(entry.name).catch(ifGone);
          if (inner) await walk(inner, `${path}/`);
        } else if (entry.isFile()) {
          const seen = await this.#entry(path).catch(ifGone);
          if (seen) entries.push(seen);
        }
      }
    };
    await using root = await Folder.openRoot(this.root);
    await walk(root, '');
    return entries;
  }

  async read(path: string): Promise<FileContent> {
    const { content, stats } = await this.#open(path).catch((cause: unknown) => {
      throw absent(path, cause);
    });
    const text = content && content.byteLength <= maxEditableBytes ? asText(content) : undefined;
    return {
      path,
      revision: content ? revisionOf(content) : revisionOfLarge(stats),
      sizeBytes: content?.byteLength ?? stats.size,
      ...(text === undefined ? {} : { text }),
    };
  }

  /** The revision of a file; empty where there is none. */
  async revision(path: string): Promise<string> {
    const { revision } = await this.read(path).catch((error: unknown) => {
      if (error instanceof DrydockError && error.code === 'not-found') return { revision: '' };
      throw error;
    });
    return revision;
  }

  /** The content of a file, or only what is known of one that is too large. What is no file is not opened. */
  async #open(path: string): Promise<{ content?: Buffer; stats: Stats; executable: boolean }> {
    await using place = await openPlace(this.root, path);
    await using file = await place.folder.openToRead(place.name);
    const stats = await file.stat();
    if (!stats.isFile() && !stats.isDirectory()) throw refuse(path, 'it is not a file');
    const executable = isExecutable(stats);
    if (stats.size > maxReadBytes) return { stats, executable };
    return { content: await file.readFile(), stats, executable };
  }

  /**
   * Saves over `revision` (empty: there must be no file). Rejects with `stale-revision` or `too-big`. Of two that
   * save over the same revision of one `Workspace`, the second is stale.
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
    const current = await this.revision(path);
    if (current !== revision)
      throw new DrydockError('stale-revision', {
        message: `${path} has changed since you opened it, in the terminal or in another tab.`,
        fix: 'Compare the two versions and keep one; nothing has been overwritten.',
        place: { file: path },
      });
    await using place = await openPlace(this.root, path, { make: true });
    const before = await lstat(place.folder.at(place.name)).catch(() => undefined);
    await this.#write(place, path, { content, executable: before !== undefined && isExecutable(before) });
    return await this.read(path);
  }

  /** Writes whole or not at all; folders on the way are made. */
  async write(path: string, file: StateFile): Promise<void> {
    await using place = await openPlace(this.root, path, { make: true });
    await this.#write(place, path, file);
  }

  async #write({ folder, name }: Place, path: string, { content, executable }: StateFile): Promise<void> {
    await writeWhole(folder, name, content, executable ? 0o755 : 0o644).catch((cause: unknown) => {
      throw writeError(path, cause);
    });
  }

  async create(path: string, kind: 'file' | 'directory'): Promise<FileEntry> {
    await using place = await openPlace(this.root, path, { make: true });
    if (await lstat(place.folder.at(place.name)).catch(() => undefined)) throw exists(path);
    if (kind === 'file') {
      await this.#write(place, path, { content: new Uint8Array(), executable: false });
      return await this.#entry(path);
    }
    await mkdir(place.folder.at(place.name)).catch((cause: unknown) => {
      throw writeError(path, cause);
    });
    return { path, kind, sizeBytes: 0, revision: '' };
  }

  async rename(from: string, to: string): Promise<FileEntry> {
    await using source = await openPlace(this.root, from).catch((cause: unknown) => {
      throw absent(from, cause);
    });
    await using place = await openPlace(this.root, to, { make: true });
    const target = place.folder.at(place.name);
    if (await lstat(target).catch(() => undefined)) throw exists(to);
    await rename(source.folder.at(source.name), target).catch((cause: unknown) => {
      throw absent(from, cause);
    });
    const renamed = await lstat(target).catch((cause: unknown) => {
      throw absent(to, cause);
    });
    return renamed.isDirectory()
      ? { path: to, kind: 'directory', sizeBytes: 0, revision: '' }
      : await this.#entry(to);
  }

  async remove(path: string): Promise<void> {
    try {
      await using place = await openPlace(this.root, path);
      await rm(place.folder.at(place.name), { recursive: true });
    } catch (cause) {
      throw absent(path, cause);
    }
  }

  /** The content of every file, for copies and hashes. Files over 16 MiB are left out: they are built, not edited. */
  async snapshot(): Promise<StateFiles> {
    const files = new Map<string, StateFile>();
    for (const { path, kind, sizeBytes } of await this.list()) {
      if (kind !== 'file' || sizeBytes > maxReadBytes) continue;
      const opened = await this.#open(path).catch(() => undefined);
      if (opened?.content) files.set(path, { content: opened.content, executable: opened.executable });
    }
    return files;
  }

  /** A hash over names and contents, to tell whether anything was edited. */
  async hash(): Promise<string> {
    const hash = createHash('sha256');
    for (const [path, { content }] of await this.snapshot())
      hash.update(`${path}\0${content.byteLength}\0`).update(content);
    return hash.digest('hex');
  }

  async #entry(path: string): Promise<FileEntry> {
    await using place = await openPlace(this.root, path);
    const { size } = await lstat(place.folder.at(place.name)).catch((cause: unknown) => {
      throw absent(path, cause);
    });
    const revision = size > maxEditableBytes ? '' : await this.revision(path);
    return { path, kind: 'file', sizeBytes: size, revision };
  }
}

const isExecutable = ({ mode }: Stats): boolean => (mode & 0o111) !== 0;

/** Of a file that is not read: it says that there is one, and that it has changed. */
const revisionOfLarge = ({ size, mtimeMs }: Stats): string => revisionOf(Buffer.from(`${size} ${mtimeMs}`));
