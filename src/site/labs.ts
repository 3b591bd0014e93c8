/** The labs as pages show them. */
import { parseLabId } from '../lab/lab-id.ts';
import { viewOf } from '../lab/manifest/lab-view.ts';
import type { Manifest } from '../lab/manifest/manifest.ts';
import { parseManifest } from '../lab/manifest/parse-manifest.ts';
import type { LabView } from '../lab/wire/labs.ts';

const modules = import.meta.glob<unknown>('/labs/*/*/lab.ts', { eager: true, import: 'default' });

function readManifests(): ReadonlyMap<string, Manifest> {
  const entries = Object.entries(modules).map(([path, input]): [string, Manifest] => {
    const id = parseLabId(path.slice('/labs/'.length, -'/lab.ts'.length));
    return [id, parseManifest(input, { id, file: path.slice(1) })];
  });
  return new Map(entries);
}

let manifests: ReadonlyMap<string, Manifest> | undefined;

/** Those of all labs, in the order of their ids. */
export function getManifests(): Iterable<Manifest> {
  manifests ??= readManifests();
  return manifests.values();
}

/** The manifest of a lab whose id was checked when its chapter was parsed. */
export function getManifest(id: string): Manifest {
  manifests ??= readManifests();
  const manifest = manifests.get(id);
  if (manifest === undefined) throw new Error(`There is no lab "${id}".`);
  return manifest;
}

export function getLab(id: string): LabView {
  return viewOf(getManifest(id));
}

/** What a level asks of the reader, in words. */
export const levelWords: Readonly<Record<LabView['level'], string>> = {
  guided: 'step by step',
  fix: 'something to mend',
  open: 'outcomes only',
  break: 'break in, then close it',
};
