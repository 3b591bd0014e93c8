import type { Layer, LayerEntry } from './layer.ts';

/** What a container of the image would find: path without leading slash → entry. */
export type RootFileSystem = ReadonlyMap<string, LayerEntry>;

const whiteout = '.wh.';
const opaque = '.wh..wh..opq';

/** Lays layers over each other, lowest first, with the whiteouts of the OCI image specification ("Layer"). */
export function mergeLayers(layers: readonly Layer[]): RootFileSystem {
  const merged = new Map<string, LayerEntry>();
  for (const layer of layers) {
    for (const path of layer.keys()) applyWhiteout(merged, path);
    for (const [path, entry] of layer) {
      if (baseName(path).startsWith(whiteout)) continue;
      if (entry.type !== 'directory' && merged.get(path)?.type === 'directory') removeBelow(merged, path);
      merged.set(path, entry);
    }
  }
  return merged;
}

function applyWhiteout(merged: Map<string, LayerEntry>, path: string): void {
  const name = baseName(path);
  if (!name.startsWith(whiteout)) return;
  const folder = path.slice(0, path.length - name.length);
  if (name === opaque) {
    removeBelow(merged, folder.replace(/\/$/, ''));
    return;
  }
  const target = folder + name.slice(whiteout.length);
  merged.delete(target);
  removeBelow(merged, target);
}

function removeBelow(merged: Map<string, LayerEntry>, folder: string): void {
  for (const path of merged.keys()) if (path.startsWith(`${folder}/`)) merged.delete(path);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
