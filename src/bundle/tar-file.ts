import type { FileHandle } from 'node:fs/promises';
import { pack } from 'tar-stream';

const blockBytes = 512;

/** A whole number of blocks, with nothing in them. */
export const paddingOf = (bytes: number): Buffer => Buffer.alloc(-bytes & (blockBytes - 1));

/** What ends an archive. */
export const endOfTar = (): Buffer => Buffer.alloc(2 * blockBytes);

/** What an entry takes, with its header. */
export const entryBytes = (content: number): number => blockBytes + content + paddingOf(content).length;

/** The header of a plain file that has no time and no owner. */
export async function headerOf(name: string, size: number): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name, size, mode: 0o644, mtime: new Date(0) });
  for await (const chunk of archive as AsyncIterable<Buffer>) return chunk;
  throw new Error(`no header was made for ${name}`);
}

/**
 * Writes a tar archive into a file, with contents whose name and size are known only behind them: a header goes in
 * front of its content afterwards.
 */
export class TarFile {
  readonly #handle: FileHandle;
  /** Where the next header goes. */
  #at = 0;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Where the content of the next entry begins. */
  get contentAt(): number {
    return this.#at + blockBytes;
  }

  /** The next entry, in one piece. */
  async add(name: string, content: Uint8Array): Promise<void> {
    await this.writeAt(content, this.contentAt);
    await this.close(name, content.length);
  }

  async writeAt(content: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < content.length; ) {
      const { bytesWritten } = await this.#handle.write(
        content,
        done,
        content.length - done,
        position + done,
      );
      done += bytesWritten;
    }
  }

  /** Makes an entry of what was written from `contentAt` on. */
  async close(name: string, bytes: number): Promise<void> {
    await this.writeAt(await headerOf(name, bytes), this.#at);
    await this.writeAt(paddingOf(bytes), this.contentAt + bytes);
    this.#at = this.contentAt + bytes + paddingOf(bytes).length;
  }

  /** Ends the archive, durably; resolves with its size. What was begun and not closed is gone. */
  async end(): Promise<number> {
    const end = endOfTar();
    await this.writeAt(end, this.#at);
    await this.#handle.truncate(this.#at + end.length);
    await this.#handle.sync();
    return this.#at + end.length;
  }
}
