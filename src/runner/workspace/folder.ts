/**
 * Folders of a workspace, held open. A container that has the workspace bound into it may put a link where a folder
 * was, between our look and our step: what is reached through an open folder stays where it was. openat(2).
 */
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';

/** Only Linux names what a descriptor holds; elsewhere containers see files through a machine of their own. */
const holdsOpen = process.platform === 'linux';
const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

export class Folder implements AsyncDisposable {
  readonly #handle: FileHandle;
  readonly #path: string;

  private constructor(handle: FileHandle, path: string) {
    this.#handle = handle;
    this.#path = holdsOpen ? `/proc/self/fd/${handle.fd}` : path;
  }

  /** The root itself is ours: a link to it is followed. */
  static async openRoot(path: string): Promise<Folder> {
    return new Folder(await open(path, O_RDONLY | O_DIRECTORY), path);
  }

  /** A folder in this one, made where it is not there and that is asked for. A link rejects with ELOOP or ENOTDIR. */
  async open(name: string, { make = false } = {}): Promise<Folder> {
    const path = this.at(name);
    const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
    const handle = await open(path, flags).catch(async (error: unknown) => {
      if (!make || !isMissing(error)) throw error;
      await mkdir(path).catch(ignoreExisting);
      return open(path, flags);
    });
    return new Folder(handle, path);
  }

  /** Follows parts down from here, which is let go of where that fails. */
  async descend(parts: readonly string[], options: { make?: boolean } = {}): Promise<Folder> {
    const [name, ...rest] = parts;
    if (name === undefined) return this;
    const next = await this.open(name, options).finally(() => this[Symbol.asyncDispose]());
    return next.descend(rest, options);
  }

  /** What the calls of `node:fs` take for an entry of this folder, or for the folder itself. */
  at(name = ''): string {
    return join(this.#path, name);
  }

  /** Opens an entry to be read: never through a link, and without waiting for who writes to a pipe. */
  openToRead(name: string): Promise<FileHandle> {
    return open(this.at(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  }

  /** Resolves when names that were made here are on disk. */
  async sync(): Promise<void> {
    await this.#handle.sync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);
const isMissing = (error: unknown) => codeOf(error) === 'ENOENT';

function ignoreExisting(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error;
}
