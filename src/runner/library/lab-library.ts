/**
 * The labs of a root folder. Each is read once; a lab whose manifest is wrong is kept as its error,
 * so that one author's mistake takes no other lab away.
 */

import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chapterIds } from '../../lab/book/book-plan.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { Manifest } from '../../lab/manifest/manifest.ts';
import { parseManifest } from '../../lab/manifest/parse-manifest.ts';
import { nearest } from '../../lab/nearest.ts';
import { hashFolders } from './hash-folders.ts';

export interface Lab {
  readonly id: LabId;
  readonly manifest: Manifest;
  /** The folder with `lab.ts`, `start/` and `states/`. */
  readonly dir: string;
  /** The root that `shared` folders are relative to. */
  readonly root: string;
  /** SHA-256 over the names and contents of everything in the folder and of what it shares. */
  readonly contentHash: string;
}

export class LabLibrary {
  readonly #labs: ReadonlyMap<string, Lab>;
  /** Labs that could not be read, by id. */
  readonly broken: ReadonlyMap<string, DrydockError>;

  private constructor(labs: ReadonlyMap<string, Lab>, broken: ReadonlyMap<string, DrydockError>) {
    this.#labs = labs;
    this.broken = broken;
  }

  /** Reads all labs under `root`: every `CHAPTER/LAB/lab.ts`. */
  static async open(root: string): Promise<LabLibrary> {
    const labs = new Map<string, Lab>();
    const broken = new Map<string, DrydockError>();
    for (const id of await findLabIds(root)) {
      try {
        labs.set(id, await readLab(root, id));
      } catch (error) {
        broken.set(id, asManifestError(error, root, id));
      }
    }
    return new LabLibrary(labs, broken);
  }

  /** Each lab behind those that it says to do first; else in the order of the book's chapters, and by id. */
  list(): readonly Lab[] {
    const ordered = new Set<Lab>();
    const add = (lab: Lab, above: readonly Lab[]): void => {
      if (above.includes(lab)) return;
      for (const id of lab.manifest.after) {
        const before = this.#labs.get(id);
        if (before) add(before, [...above, lab]);
      }
      ordered.add(lab);
    };
    for (const lab of this.#labs.values()) add(lab, []);
    return [...ordered];
  }

  /** Rejects with what is wrong with it, or with `not-found` and the nearest id. */
  get(id: string): Lab {
    const lab = this.#labs.get(id);
    if (lab) return lab;
    const trouble = this.broken.get(id);
    if (trouble) throw trouble;
    const ids = [...this.#labs.keys()];
    const near = nearest(id, ids);
    throw new DrydockError('not-found', {
      message: `There is no lab “${id}”.`,
      fix: near ? `Did you mean “${near}”?` : `The labs are: ${ids.join(', ')}.`,
    });
  }
}

async function findLabIds(root: string): Promise<readonly LabId[]> {
  const found: LabId[] = [];
  for (const chapter of (await foldersOf(root)).sort((one, other) => placeOf(one) - placeOf(other)))
    for (const lab of await foldersOf(join(root, chapter)))
      if (await stat(join(root, chapter, lab, 'lab.ts')).catch(() => undefined))
        found.push(`${chapter}/${lab}`);
  return found;
}

/** Chapters of the book in its order, and others behind them, as they are: sorting keeps the order of equals. */
function placeOf(chapter: string): number {
  const place = chapters.indexOf(chapter);
  return place < 0 ? chapters.length : place;
}
const chapters: readonly string[] = chapterIds;

async function foldersOf(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function readLab(root: string, id: LabId): Promise<Lab> {
  const dir = join(root, id);
  const file = join(dir, 'lab.ts');
  const text = await readFile(file, 'utf8');
  const module: { default?: unknown } = await import(pathToFileURL(file).href);
  const manifest = parseManifest(module.default, { id, file: relative(join(root, '..'), file), text });
  const scenes = Object.values(manifest.states.scenes);
  const folders = [manifest, ...scenes].flatMap(({ shared }) => shared.map(({ from }) => from));
  const shared = [...new Set(folders)].map((from) => join(root, from));
  return { id, manifest, dir, root, contentHash: await hashFolders([dir, ...shared]) };
}

function asManifestError(error: unknown, root: string, id: string): DrydockError {
  if (error instanceof DrydockError) return error;
  return new DrydockError('bad-manifest', {
    message: `The manifest of ${id} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
    fix: 'Run `npm run check` for the place in the file.',
    place: { file: relative(join(root, '..'), join(root, id, 'lab.ts')) },
    cause: error,
  });
}
