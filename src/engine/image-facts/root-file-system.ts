import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Layer, LayerEntry } from './layer.ts';

/** What a container of the image would find: path without leading slash → entry. */
export type RootFileSystem = ReadonlyMap<string, LayerEntry>;

const whiteout = '.wh.';
const opaque = '.wh..wh..opq';
/** Paths that are looked at before something else has its turn. */
const atOnce = 20_000;

/**
 * Lays layers over each other, lowest first, with the whiteouts of the OCI image specification ("Layer"). Each layer is
 * one pass, whatever it takes away, and others have their turn meanwhile. Rejects as soon as the signal is aborted.
 */
export async function mergeLayers(layers: readonly Layer[], signal?: AbortSignal): Promise<RootFileSystem> {
  const merged = new Map<string, LayerEntry>();
  for (const layer of layers) {
    await takeAway(merged, removedBy(layer, merged), signal);
    for (const [path, entry] of layer) if (!baseName(path).startsWith(whiteout)) merged.set(path, entry);
  }
  return merged;
}

interface Removed {
  /** These, and what is below. */
  readonly gone: ReadonlySet<string>;
  /** Only what is below. */
  readonly emptied: ReadonlySet<string>;
}

/** What a layer removes of those beneath it. */
function removedBy(layer: Layer, beneath: RootFileSystem): Removed {
  const [gone, emptied] = [new Set<string>(), new Set<string>()];
  for (const [path, { type }] of layer) {
    const name = baseName(path);
    const folder = path.slice(0, path.length - name.length);
    if (name === opaque) emptied.add(folder.replace(/\/$/, ''));
    else if (name.startsWith(whiteout)) gone.add(folder + name.slice(whiteout.length));
    else if (type !== 'directory' && beneath.get(path)?.type === 'directory') emptied.add(path);
  }
  return { gone, emptied };
}

async function takeAway(
  merged: Map<string, LayerEntry>,
  { gone, emptied }: Removed,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (gone.size === 0 && emptied.size === 0) return;
  let looked = 0;
  for (const path of merged.keys()) {
    looked += 1;
    if (looked % atOnce === 0) await nextTurn();
    if (looked % atOnce === 0) signal?.throwIfAborted();
    if (gone.has(path) || isBelow(path, gone, emptied)) merged.delete(path);
  }
}

function isBelow(path: string, gone: ReadonlySet<string>, emptied: ReadonlySet<string>): boolean {
  // An opaque root empties everything.
  if (emptied.has('')) return true;
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const above = path.slice(0, end);
    if (gone.has(above) || emptied.has(above)) return true;
  }
  return false;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
