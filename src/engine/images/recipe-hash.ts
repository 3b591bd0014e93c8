import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Catalogue } from './catalogue.ts';
import type { CatalogueImage } from './image-spec.ts';

/** A file of a recipe; `path` is relative to its folder. */
export interface RecipeFile {
  readonly path: string;
  readonly executable: boolean;
  readonly content: Uint8Array;
}

/** Image id → hash of everything of ours that goes into it, its bases included. Packages' versions are not part. */
export type RecipeHashes = ReadonlyMap<string, string>;

/** Raised when our code makes other images of the same recipes, so that those made before count as old. */
const makingVersion = 2;

/** Reads the files of all recipes once. */
export async function readRecipeHashes(catalogue: Catalogue): Promise<RecipeHashes> {
  const shared = await readRecipeFiles(catalogue.aptFolder);
  const hashes = new Map<string, string>();
  for (const image of catalogue.images) {
    const bases = image.bases.map((base) => hashes.get(base) ?? '');
    hashes.set(image.id, hashRecipe(image, [...shared, ...(await readRecipeFiles(image.folder))], bases));
  }
  return hashes;
}

/** A hash of all inputs of a recipe. The order of files, paths outside of the recipe and times do not change it. */
export function hashRecipe(
  image: Pick<CatalogueImage, 'reference' | 'likeness' | 'recipe'>,
  files: readonly RecipeFile[],
  baseHashes: readonly string[],
): string {
  const hash = createHash('sha256');
  const add = (part: string | Uint8Array) => hash.update(`${Buffer.byteLength(part)}:`).update(part);
  add(JSON.stringify([makingVersion, image.reference, image.likeness, image.recipe, baseHashes]));
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    add(`${file.path} ${file.executable ? 'x' : '-'}`);
    add(file.content);
  }
  return hash.digest('hex').slice(0, 32);
}

/** All files below a folder, through links too. The specification is left out: its fields are hashed one by one. */
async function readRecipeFiles(folder: string): Promise<readonly RecipeFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter(
    (entry) => (entry.isFile() || entry.isSymbolicLink()) && entry.name !== 'image.ts',
  );
  return Promise.all(
    files.map(async (entry) => {
      const file = join(entry.parentPath, entry.name);
      const [content, { mode }] = await Promise.all([readFile(file), stat(file)]);
      return { path: relative(folder, file), executable: (mode & 0o100) !== 0, content };
    }),
  );
}
