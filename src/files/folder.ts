/**
 * Folders that are held open. Whoever else writes into them may put a link where a folder was, between our look and
 * our step: what is reached through an open folder stays where it was. openat(2), proc_pid_fd(5).
 */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, opendir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError } from '../lab/errors.ts';

/** Only Linux names what a descriptor holds; elsewhere containers see files through a machine of their own. */
const holdsOpen = process.platform === 'linux';
const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
/** Names an entry without opening what is behind it, a device least of all; Node has no name for it. open(2). */
const O_PATH = 0o10000000;

/** One name as the file system has it: bytes where they may be no UTF-8. */
export type EntryName = string | Buffer;

export class Folder implements AsyncDisposable {
  readonly #handle: FileHandle;
  readonly #path: string;
  #mount: Promise<string> | undefined;

  private constructor(handle: FileHandle, path: string) {
    this.#handle = handle;
    this.#path = holdsOpen ? `/proc/self/fd/${handle.fd}` : path;
  }

  /**
   * The root of a tree that others write too. What is above it is ours; it itself is no link, since a seat into which
   * all workspaces are bound can put one there. Rejects with `path-refused` where it is one, and as `open` does.
   */
  static async openRoot(path: string): Promise<Folder> {
    const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
    const handle = await open(path, flags).catch(async (cause: unknown) => {
      const about = await lstat(path).catch(() => undefined);
      throw about?.isSymbolicLink() ? rootIsLink(path, cause) : cause;
    });
    return new Folder(handle, path);
  }

  /** A folder that nobody else writes into: a link to it is followed. */
  static async openTrusted(path: string): Promise<Folder> {
    return new Folder(await open(path, O_RDONLY | O_DIRECTORY), path);
  }

  /** A folder in this one, made where it is not there and that is asked for. A link rejects with ELOOP or ENOTDIR. */
  async open(name: EntryName, { make = false } = {}): Promise<Folder> {
    const path = this.at(name);
    const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
    const handle = await open(path, flags).catch(async (error: unknown) => {
      if (!make || codeOf(error) !== 'ENOENT') throw error;
      await mkdir(path).catch(ignoreExisting);
      return open(path, flags);
    });
    return new Folder(handle, path.toString());
  }

  /** Follows parts down from here, which is let go of where that fails. */
  async descend(parts: readonly string[], options: { make?: boolean } = {}): Promise<Folder> {
    const [name, ...rest] = parts;
    if (name === undefined) return this;
    const next = await this.open(name, options).finally(() => this[Symbol.asyncDispose]());
    return next.descend(rest, options);
  }

  /** What the calls of `node:fs` take for an entry of this folder, or for the folder itself. One name, not a path. */
  at(name?: string): string;
  at(name: EntryName): EntryName;
  at(name: EntryName = ''): EntryName {
    const text = typeof name === 'string' ? name : name.toString('latin1');
    if (/[/\0]/.test(text) || text === '.' || text === '..')
      throw new TypeError(`${JSON.stringify(text)} is not the name of an entry`);
    if (typeof name === 'string') return name === '' ? this.#path : join(this.#path, name);
    return Buffer.concat([Buffer.from(`${this.#path}/`), name]);
  }

  /**
   * Which mount it is of: two folders of one file system are of different ones where one is bound over the other.
   * proc_pid_fdinfo(5), `mnt_id`.
   */
  mount(): Promise<string> {
    this.#mount ??= this.#readMount();
    return this.#mount;
  }

  async #readMount(): Promise<string> {
    const about = holdsOpen
      ? await readFile(`/proc/self/fdinfo/${this.#handle.fd}`, 'utf8').catch(() => '')
      : '';
    const id = /^mnt_id:\s*(\d+)$/m.exec(about)?.[1];
    return id === undefined ? `device ${(await this.#handle.stat()).dev}` : `mount ${id}`;
  }

  /** What an entry is, itself and not what it leads to; undefined where there is none. */
  async look(name: EntryName): Promise<Stats | undefined> {
    return lstat(this.at(name)).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
      return undefined;
    });
  }

  /** Up to `limit` names, as they come; more are left out. */
  async names(limit: number): Promise<readonly Buffer[]> {
    const names: Buffer[] = [];
    // @types/node knows no names of bytes here; Node does: fs.opendir, `encoding`.
    for await (const { name } of await opendir(this.at(), { encoding: 'buffer' as BufferEncoding })) {
      if (names.length >= limit) break;
      names.push(Buffer.from(name));
    }
    return names;
  }

  /**
   * Opens a plain file to be read. What is none (a folder, a link, a pipe, a socket, a device) is looked at and not
   * opened; the answer is then only what it is. Rejects as `open` does where nothing is there.
   */
  async openFile(name: EntryName): Promise<OpenFile | NoFile> {
    if (!holdsOpen) return this.#openLooking(name);
    await using entry = await open(this.at(name), O_PATH | O_NOFOLLOW);
    const stats = await entry.stat();
    if (!stats.isFile()) return { stats };
    // The very entry that was looked at, whatever has its name by now.
    return makeOpenFile(await open(`/proc/self/fd/${entry.fd}`, O_RDONLY | O_NONBLOCK), stats);
  }

  async #openLooking(name: EntryName): Promise<OpenFile | NoFile> {
    const stats = await lstat(this.at(name));
    if (!stats.isFile()) return { stats };
    const handle = await open(this.at(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    return makeOpenFile(handle, await handle.stat());
  }

  /** Resolves when names that were made here are on disk. */
  async sync(): Promise<void> {
    await this.#handle.sync();
  }

  async chmod(mode: number): Promise<void> {
    await this.#handle.chmod(mode);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}

export interface NoFile {
  readonly stats: Stats;
  readonly handle?: never;
}

export interface OpenFile extends AsyncDisposable {
  readonly stats: Stats;
  readonly handle: FileHandle;
}

const makeOpenFile = (handle: FileHandle, stats: Stats): OpenFile => ({
  handle,
  stats,
  [Symbol.asyncDispose]: () => handle.close(),
});

/** As much as the file had when it was opened, though somebody writes more into it meanwhile. */
export async function readOpened({ handle, stats }: OpenFile): Promise<Buffer> {
  const content = Buffer.alloc(stats.size);
  let length = 0;
  while (length < content.length) {
    const { bytesRead } = await handle.read(content, length, content.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return content.subarray(0, length);
}

/** `ENOENT` and the like; empty where the error is none of a system call. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

function rootIsLink(path: string, cause: unknown): DrydockError {
  return new DrydockError('path-refused', {
    message: `The folder of the workspace, ${path}, is a link now. Nothing behind it was looked at or changed.`,
    fix: `A program that runs in a lab may have put it there. Remove the link (rm ${path}), then reset the lab.`,
    cause,
  });
}

function ignoreExisting(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error;
}
