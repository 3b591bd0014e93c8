/**
 * A workspace on the server's disk: the true copy of what a learner edits. Writes are whole or not at all,
 * and a revision is the hash of a file's content.
 */
import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { Mutex } from 'async-mutex';
import writeFileAtomic from 'write-file-atomic';
import { DrydockError } from '../../lab/errors.ts';
import type { FileContent, FileEntry } from '../../lab/protocol.ts';
import { asText, type StateFile, type StateFiles } from '../library/lab-state.ts';
import { resolveInside } from './workspace-path.ts';

/** Files above this are listed, not opened. */
export const maxEditableBytes = 1_048_576;
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
    const walk = async (dir: string): Promise<void> => {
      for (const entry of (await readdir(dir, { withFileTypes: true })).sort((a, b) =>
        a.name.localeCompare(b.name),
      )) {
        if (entries.length >= maxEntries) return;
        const path = relative(this.root, join(dir, entry.name));
        if (entry.isDirectory()) {
          entries.push({ path, kind: 'directory', sizeBytes: 0, revision: '' });
          await walk(join(dir, entry.name));
        } else if (entry.isFile()) entries.push(await this.#entry(path));
      }
    };
    await walk(this.root);
    return entries;
  }

  async read(path: string): Promise<FileContent> {
    const content = await readFile(await resolveInside(this.root, path)).catch((cause: unknown) => {
      throw absent(path, cause);
    });
    const text = content.byteLength > maxEditableBytes ? undefined : asText(content);
    return {
      path,
      revision: revisionOf(content),
      sizeBytes: content.byteLength,
      ...(text === undefined ? {} : { text }),
    };
  }

  /** The revision of a file; empty where there is none. */
  async revision(path: string): Promise<string> {
    const content = await readFile(await resolveInside(this.root, path)).catch(() => undefined);
    return content ? revisionOf(content) : '';
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
    await this.write(path, { content, executable: await this.#isExecutable(path) });
    return this.read(path);
  }

  /** Writes whole or not at all; folders on the way are made. */
  async write(path: string, { content, executable }: StateFile): Promise<void> {
    const absolute = await resolveInside(this.root, path);
    await mkdir(dirname(absolute), { recursive: true });
    const mode = executable ? 0o755 : 0o644;
    try {
      await writeFileAtomic(absolute, Buffer.from(content), { mode, fsync: true });
      await chmod(absolute, mode);
    } catch (cause) {
      throw writeError(path, cause);
    }
  }

  async create(path: string, kind: 'file' | 'directory'): Promise<FileEntry> {
    const absolute = await resolveInside(this.root, path);
    if (await lstat(absolute).catch(() => undefined)) throw exists(path);
    if (kind === 'file') {
      await this.write(path, { content: new Uint8Array(), executable: false });
      return this.#entry(path);
    }
    await mkdir(absolute, { recursive: true });
    return { path, kind, sizeBytes: 0, revision: '' };
  }

  async rename(from: string, to: string): Promise<FileEntry> {
    const [source, target] = [await resolveInside(this.root, from), await resolveInside(this.root, to)];
    if (await lstat(target).catch(() => undefined)) throw exists(to);
    await mkdir(dirname(target), { recursive: true });
    await rename(source, target).catch((cause: unknown) => {
      throw absent(from, cause);
    });
    return (await lstat(target)).isDirectory()
      ? { path: to, kind: 'directory', sizeBytes: 0, revision: '' }
      : this.#entry(to);
  }

  async remove(path: string): Promise<void> {
    await rm(await resolveInside(this.root, path), { recursive: true }).catch((cause: unknown) => {
      throw absent(path, cause);
    });
  }

  /** The content of every file, for copies and hashes. Files over 16 MiB are left out: they are built, not edited. */
  async snapshot(): Promise<StateFiles> {
    const files = new Map<string, StateFile>();
    for (const { path, kind, sizeBytes } of await this.list()) {
      if (kind !== 'file' || sizeBytes > 16 * maxEditableBytes) continue;
      const content = await readFile(join(this.root, path)).catch(() => undefined);
      if (content) files.set(path, { content, executable: await this.#isExecutable(path) });
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
    const { size } = await lstat(join(this.root, path));
    const revision = size > maxEditableBytes ? '' : await this.revision(path);
    return { path, kind: 'file', sizeBytes: size, revision };
  }

  async #isExecutable(path: string): Promise<boolean> {
    const entry = await lstat(join(this.root, path)).catch(() => undefined);
    return entry !== undefined && (entry.mode & 0o111) !== 0;
  }
}

const codeOf = (cause: unknown): string =>
  typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';

function absent(path: string, cause: unknown): unknown {
  if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(cause))) return writeError(path, cause);
  return new DrydockError('not-found', {
    message: `There is no file ${path} in the workspace.`,
    fix: 'It may have been deleted or renamed; look at the list of files.',
    place: { file: path },
    cause,
  });
}

function exists(path: string): DrydockError {
  return new DrydockError('stale-revision', {
    message: `${path} is there already.`,
    fix: 'Choose another name.',
    place: { file: path },
  });
}

function writeError(path: string, cause: unknown): DrydockError {
  if (codeOf(cause) === 'ENOSPC' || codeOf(cause) === 'EDQUOT')
    return new DrydockError('disk-full', {
      message: `${path} could not be written: the disk is full. The file is as it was.`,
      fix: 'Make room (`drydock images list` shows what images take), then save again.',
      place: { file: path },
      cause,
    });
  return new DrydockError('internal', {
    message: `${path} could not be written: ${cause instanceof Error ? cause.message : String(cause)}.`,
    fix: 'A container may have made it as root; delete it from the terminal.',
    place: { file: path },
    cause,
  });
}
