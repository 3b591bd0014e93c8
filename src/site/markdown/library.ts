/** The labs as the parser of chapters needs them: read from `labs/` by Node while the site is built. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseLabId } from '../../lab/lab-id.ts';
import { viewOf } from '../../lab/manifest/lab-view.ts';
import type { Manifest } from '../../lab/manifest/manifest.ts';
import { parseManifest } from '../../lab/manifest/parse-manifest.ts';
import type { LabView } from '../../lab/wire/labs.ts';

export interface LibraryLab {
  readonly view: LabView;
  /** Names usable as `at=`. */
  readonly states: readonly string[];
  /** Those that have the solution in them, or most of it: all but the start, and what is made of that alone. */
  readonly telling: ReadonlySet<string>;
  /** Paths of the workspace as the lab begins, to the files that hold them. */
  readonly files: ReadonlyMap<string, string>;
  /** Of checks and guards: where in the book each says that it is explained. */
  readonly readMore: ReadonlyMap<string, string>;
}
export type Library = ReadonlyMap<string, LibraryLab>;

/** Reads every `labs/CHAPTER/LAB/lab.ts`. A manifest that is wrong rejects with `bad-manifest`. */
export async function loadLibrary(root: string): Promise<Library> {
  const labs = join(root, 'labs');
  const files = walk(labs).filter((path) => /^[^/]+\/[^/]+\/lab\.ts$/.test(path));
  const entries = files.map(async (path): Promise<[string, LibraryLab]> => {
    const id = parseLabId(path.slice(0, -'/lab.ts'.length));
    const file = join(labs, path);
    // The query makes Node read an edited manifest anew.
    const module: { default?: unknown } = await import(`${pathToFileURL(file)}?${statSync(file).mtimeMs}`);
    const source = { id, file: `labs/${path}`, text: readFileSync(file, 'utf8') };
    const manifest = parseManifest(module.default, source);
    return [
      id,
      {
        view: viewOf(manifest),
        states: statesOf(manifest),
        telling: tellingStates(manifest),
        files: startFiles(labs, manifest),
        readMore: readMoreOf(manifest),
      },
    ];
  });
  return new Map(await Promise.all(entries));
}

function statesOf({ states }: Manifest): string[] {
  const { accepts, mistakes, scenes } = states;
  return ['start', 'solution', ...Object.keys({ ...accepts, ...mistakes, ...scenes })];
}

/** A mistake leaves out one thing of a solution, so it tells the others. */
function tellingStates({ states }: Manifest): ReadonlySet<string> {
  const { accepts, mistakes, scenes } = states;
  const telling = new Set(['solution', ...Object.keys(accepts), ...Object.keys(mistakes)]);
  const fromThere = () =>
    Object.entries(scenes).filter(([name, { from }]) => !telling.has(name) && telling.has(from));
  for (let found = fromThere(); found.length > 0; found = fromThere())
    for (const [name] of found) telling.add(name);
  return telling;
}

function readMoreOf({ guards, checks }: Manifest): Map<string, string> {
  const entries = Object.entries({ ...guards, ...checks });
  return new Map(entries.flatMap(([id, { readMore }]) => (readMore ? [[id, readMore] as const] : [])));
}

function startFiles(labs: string, manifest: Manifest): Map<string, string> {
  const files = new Map<string, string>();
  for (const { from, to } of manifest.shared) {
    for (const path of walk(join(labs, from))) files.set(join(to, path), join(labs, from, path));
  }
  const start = join(labs, manifest.id, 'start');
  for (const path of walk(start)) files.set(path, join(start, path));
  return files;
}

/** Files below a folder, relative to it, with `/`; none where there is no folder. */
function walk(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}
