import type { Stats } from 'node:fs';
import { treeBounds } from './bounds.ts';
import { codeOf, type EntryName, type Folder } from './folder.ts';

/** An entry that was come across. */
export interface Found {
  /** Relative to where the walk began, with `/`. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'special';
  readonly stats: Stats;
  /** The folder that holds it, open until the walk goes on, and its name in there. */
  readonly folder: Folder;
  readonly name: EntryName;
  /** Its name, or one above it, is no UTF-8: `path` is what can be shown of it. */
  readonly isOdd: boolean;
}

/** Beyond what any tree may hold: who is given that many can tell that it is too many. */
const mostNames = treeBounds.entries + 1;
const deepest = treeBounds.depth + 1;

/**
 * All below an open folder, by name, folders before what is in them; no link is followed. What goes away meanwhile is
 * left out. One entry, and one level, more than `treeBounds` allow are told of and not gone into.
 */
export async function* walk(root: Folder): AsyncGenerator<Found, void, undefined> {
  yield* walkIn(root, { above: '', depth: 1, isOdd: false });
}

interface Level {
  readonly above: string;
  readonly depth: number;
  readonly isOdd: boolean;
}

async function* walkIn(folder: Folder, level: Level): AsyncGenerator<Found, void, undefined> {
  for (const name of (await folder.names(mostNames)).toSorted(byName)) {
    const stats = await folder.look(name);
    if (stats === undefined) continue;
    const text = name.toString('utf8');
    const found: Found = {
      path: `${level.above}${text}`,
      kind: kindOf(stats),
      stats,
      folder,
      name,
      isOdd: level.isOdd || !Buffer.from(text).equals(name),
    };
    yield found;
    if (found.kind !== 'directory' || level.depth >= deepest) continue;
    await using inner = await folder.open(name).catch(ifNoFolder);
    if (inner) yield* walkIn(inner, { above: `${found.path}/`, depth: level.depth + 1, isOdd: found.isOdd });
  }
}

export function kindOf(stats: Stats): Found['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'special';
}

function byName(one: Buffer, other: Buffer): number {
  return one.toString().localeCompare(other.toString()) || Buffer.compare(one, other);
}

/** It went, or a link has taken its place, since it was looked at. */
function ifNoFolder(error: unknown): undefined {
  if (!['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error))) throw error;
}
