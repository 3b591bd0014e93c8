/** How much a workspace may hold that is carried, copied or hashed: all of it is, or none. */
import { DrydockError } from '../lab/errors.ts';

export const treeBounds = {
  /** Files, folders and links. */
  entries: 10_000,
  /** Of content, every hard link counted. */
  bytes: 64 * 1024 * 1024,
  /** Names in a path. */
  depth: 64,
  /** Bytes of a path: what Linux takes at once is 4,096, and a workspace is itself somewhere. path_resolution(7). */
  pathBytes: 2_048,
} as const;

const inWords = {
  entries: `${treeBounds.entries.toLocaleString('en')} files and folders`,
  bytes: `${treeBounds.bytes / 1024 / 1024} MiB`,
};

/** Counts what a tree holds, and rejects with `too-big` as soon as that is more than it may. */
export class TreeMeter {
  readonly #of: string;
  #entries = 0;
  #bytes = 0;

  /** @param of Whose tree it is, as a sentence begins: `The workspace`. */
  constructor(of: string) {
    this.#of = of;
  }

  /** An entry, before it is read or made. */
  addEntry(path: string): void {
    this.#entries += 1;
    const why = tooLong(path);
    if (why !== undefined) throw tooBig(`${this.#of} holds “${shorten(path)}”, which ${why}.`);
    if (this.#entries > treeBounds.entries)
      throw tooBig(`${this.#of} holds more than ${inWords.entries}; “${shorten(path)}” is one of them.`);
  }

  /** Content, before it is kept. */
  addBytes(path: string, bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > treeBounds.bytes)
      throw tooBig(`${this.#of} holds more than ${inWords.bytes}, with “${shorten(path)}”.`);
  }
}

function tooLong(path: string): string | undefined {
  if (path.split('/').length > treeBounds.depth) return `lies more than ${treeBounds.depth} folders deep`;
  return Buffer.byteLength(path) > treeBounds.pathBytes
    ? `has a path of more than ${treeBounds.pathBytes} bytes`
    : undefined;
}

function tooBig(message: string): DrydockError {
  return new DrydockError('too-big', {
    message: `${message} That is more than is carried or copied, so nothing was changed.`,
    fix: 'Delete what is not needed or move it out of the workspace, in the terminal, then do this again.',
  });
}

/** A path as a sentence can hold it: its end, without control characters. */
export function shorten(path: string): string {
  const clean = path.replaceAll(/\p{Cc}/gu, '�');
  return clean.length > 120 ? `…${clean.slice(-119)}` : clean;
}
