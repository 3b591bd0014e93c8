/** How much an archive may hold. Whoever writes one keeps to it too, so that what was backed up can be restored. */
import { findPathFault } from '../../files/path-fault.ts';
import { formatBytes } from '../../lab/general/units.ts';
import { archivedFolders, databaseName } from './archive-format.ts';

export const archiveBounds = {
  /** Files beside the manifest. */
  files: 250_000,
  /** Of content, the database with it. */
  bytes: 8 * 1024 ** 3,
  /** Names in a path: a tree of a workspace, in a copy of it, in its folder. */
  depth: 72,
  /** Bytes of a path: what Linux takes at once is 4,096, and the home is itself somewhere. path_resolution(7). */
  pathBytes: 3_072,
  /** Of headers, names and padding between the contents of two files. */
  idleBytes: 8 * 1024 ** 2,
  manifestBytes: 64 * 1024,
} as const;

export type ArchiveBounds = Readonly<Record<keyof typeof archiveBounds, number>>;

/** Counts what an archive holds. */
export class ArchiveMeter {
  readonly #bounds: ArchiveBounds;
  #files = 0;
  #bytes = 0;

  constructor(bounds: ArchiveBounds) {
    this.#bounds = bounds;
  }

  /** What is too much, with a file of so many bytes; undefined while nothing is. */
  add(bytes: number): string | undefined {
    this.#files += 1;
    this.#bytes += bytes;
    const { files, bytes: most } = this.#bounds;
    if (this.#files > files) return `more than ${files.toLocaleString('en')} files`;
    return this.#bytes > most ? `more than ${formatBytes(most)}` : undefined;
  }
}

/** What is wrong with the name of an entry: it has to be the database, or lead down into one of the folders. */
export function findNameFault(name: string, bounds: ArchiveBounds): string | undefined {
  if (name === databaseName) return undefined;
  const fault = findPathFault(name);
  if (fault !== undefined) return fault;
  const names = name.split('/');
  if (names.length < 2 || !archivedFolders.some((folder) => folder === names[0]))
    return 'nothing of that name is in a home';
  if (names.length > bounds.depth) return `it lies more than ${bounds.depth} folders deep`;
  return Buffer.byteLength(name) > bounds.pathBytes
    ? `its path has more than ${bounds.pathBytes} bytes`
    : undefined;
}
