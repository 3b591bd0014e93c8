import type { Stats } from 'node:fs';
import { treeBounds } from './bounds.ts';
import { codeOf, type EntryName, type Folder } from './folder.ts';

/** An entry that was come across; `unreadable` is a folder that we may not look into. */
export interface Found {
  /** Relative to where the walk began, with `/`. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'special' | 'unreadable';
  readonly stats: Stats;
  /** The folder that holds it, open until the walk goes on, and its name in there. */
  readonly folder: Folder;
  readonly name: EntryName;
  /** Its name, or one above it, is no UTF-8: `path` is what can be shown of it. */
  readonly isOdd: boolean;
}

export interface WalkBounds {
  /** Of one folder, what is told of. */
  readonly entries: number;
  /** Names in a path. */
  readonly depth: number;
}

/**
 * All below an open folder, by name, folders before what is in them; no link is followed. What goes away meanwhile is
 * left out. One entry, and one level, more than the bounds allow are told of and not gone into: who is given that many
 * can tell that it is too many.
 */
export async function* walk(
  root: Folder,
  { entries, depth }: WalkBounds = treeBounds,
): AsyncGenerator<Found, void, undefined> {
  const most = { mostNames: entries + 1, deepest: depth + 1 };
  yield* walkIn(root, { above: '', depth: 1, isOdd: false, ...most });
}

interface Level {
  readonly mostNames: number;
  readonly deepest: number;
  readonly above: string;
  readonly depth: number;
  readonly isOdd: boolean;
}

async function* walkIn(folder: Folder, level: Level): AsyncGenerator<Found, void, undefined> {
  for (const { name, text } of inOrder(await folder.names(level.mostNames))) {
    const stats = await folder.look(name);
    if (stats === undefined) continue;
    const isOpened = stats.isDirectory() && level.depth < level.deepest;
    const opened = isOpened ? await openIfMay(folder, name) : undefined;
    await using inner = opened === 'unreadable' ? undefined : opened;
    const found: Found = {
      path: `${level.above}${text}`,
      kind: opened === 'unreadable' ? opened : kindOf(stats),
      stats,
      folder,
      name,
      isOdd: level.isOdd || !Buffer.from(text).equals(name),
    };
    yield found;
    if (inner)
      yield* walkIn(inner, { ...level, above: `${found.path}/`, depth: level.depth + 1, isOdd: found.isOdd });
  }
}

export function kindOf(stats: Stats): Found['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'special';
}

interface Named {
  readonly name: Buffer;
  readonly text: string;
}

const collator = new Intl.Collator();

function inOrder(names: readonly Buffer[]): readonly Named[] {
  return names
    .map((name) => ({ name, text: name.toString('utf8') }))
    .toSorted((one, other) => collator.compare(one.text, other.text) || Buffer.compare(one.name, other.name));
}

/** Undefined where it went, or a link has taken its place, since it was looked at. */
async function openIfMay(folder: Folder, name: EntryName): Promise<Folder | 'unreadable' | undefined> {
  try {
    const inner = await folder.open(name);
    try {
      // A folder that can be listed may still let nobody look at what is in it.
      await inner.look('drydock-looks');
      return inner;
    } catch (error) {
      await inner[Symbol.asyncDispose]();
      throw error;
    }
  } catch (error) {
    if (isShut(error)) return 'unreadable';
    if (!['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error))) throw error;
    return undefined;
  }
}

/** We may not read it, or another program holds it: a lease of a file is EAGAIN. open(2). */
export const isShut = (error: unknown): boolean => ['EACCES', 'EPERM', 'EAGAIN'].includes(codeOf(error));
