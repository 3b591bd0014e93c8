import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as z from 'zod';
import { DrydockError } from '../../lab/errors.ts';
import { nearest } from '../../lab/nearest.ts';
import { orderImages } from './image-order.ts';
import type { CatalogueImage } from './image-spec.ts';
import { ImageSpecSchema } from './image-spec.ts';

/** The images that labs and Drydock itself use, in the order in which they are prepared. */
export interface Catalogue {
  readonly images: readonly CatalogueImage[];
  /** Absolute path of the folder with what all recipes share: apt's settings and scripts. */
  readonly aptFolder: string;
}

/** What stands in a catalogue folder beside the images. */
const sharedFolder = 'apt';

/**
 * Reads `image.ts` of every folder of `folder`.
 * @throws `bad-manifest` that names file and field, for the first thing wrong.
 */
export async function loadCatalogue(folder: string): Promise<Catalogue> {
  const root = resolve(folder);
  const entries = await readdir(root, { withFileTypes: true });
  const ids = entries
    .filter((entry) => entry.isDirectory() && entry.name !== sharedFolder)
    .map((entry) => entry.name);
  const specs = await Promise.all(
    ids.sort().map(async (id) => {
      const file = join(root, id, 'image.ts');
      if (!existsSync(file)) {
        throw wrong(file, id, `The folder ${id} of the image catalogue has no image.ts.`);
      }
      const module: { readonly default?: unknown } = await import(pathToFileURL(file).href);
      return [id, module.default] as const;
    }),
  );
  return parseCatalogue(Object.fromEntries(specs), root);
}

/** Checks specifications against each other and puts them in order. `root` is the folder that they stand in. */
export function parseCatalogue(specs: Readonly<Record<string, unknown>>, root: string): Catalogue {
  const images = Object.entries(specs).map(([id, input]) => parseImage(id, input, root));
  const ids = images.map((image) => image.id);
  const seen = new Map<string, string>();
  for (const image of images) {
    const file = fileOf(root, image.id);
    const twin = seen.get(image.reference);
    if (twin !== undefined) {
      throw wrong(
        file,
        'reference',
        `The images ${twin} and ${image.id} are both called ${image.reference}.`,
      );
    }
    seen.set(image.reference, image.id);
    for (const base of image.bases) {
      if (ids.includes(base)) continue;
      const near = nearest(base, ids);
      throw wrong(
        file,
        'recipe.bases',
        `The recipe of ${image.id} stands on “${base}”, which is no image of the catalogue.`,
        near === undefined ? `The catalogue has ${ids.join(', ')}.` : `Did you mean “${near}”?`,
      );
    }
  }
  return { images: orderImages(images), aptFolder: join(root, sharedFolder) };
}

/** @throws `not-found` with the nearest name. */
export function getImage(catalogue: Catalogue, idOrReference: string): CatalogueImage {
  const found = findImageOf(catalogue, idOrReference);
  if (found !== undefined) return found;
  const names = catalogue.images.flatMap((image) => [image.id, image.reference]);
  const near = nearest(idOrReference, names);
  throw new DrydockError('not-found', {
    message: `The image catalogue has no “${idOrReference}”.`,
    fix:
      near === undefined
        ? `It has ${catalogue.images.map((image) => image.id).join(', ')}.`
        : `Did you mean “${near}”?`,
  });
}

export function findImageOf(catalogue: Catalogue, idOrReference: string): CatalogueImage | undefined {
  return catalogue.images.find((image) => image.id === idOrReference || image.reference === idOrReference);
}

function parseImage(id: string, input: unknown, root: string): CatalogueImage {
  const file = fileOf(root, id);
  const parsed = ImageSpecSchema.safeParse(input);
  if (!parsed.success) throw explainIssue(parsed.error, file);
  const { recipe } = parsed.data;
  return {
    ...parsed.data,
    id,
    bases: recipe.kind === 'dockerfile' ? [...new Set(Object.values(recipe.bases))] : [],
    folder: join(root, (recipe.kind === 'dockerfile' ? recipe.folder : undefined) ?? id),
  };
}

function explainIssue(error: z.ZodError, file: string): DrydockError {
  const [issue] = error.issues;
  const path = (issue?.path ?? []).map(String);
  if (issue?.code === 'unrecognized_keys') {
    const key = [...path, issue.keys[0] ?? ''].join('.');
    const near = nearest(issue.keys[0] ?? '', Object.keys(ImageSpecSchema.shape));
    return wrong(file, key, `${file} has an unknown field “${key}”.`, near && `Did you mean “${near}”?`);
  }
  const key = path.join('.');
  return wrong(
    file,
    key,
    `${key === '' ? 'The default export' : key} of ${file} is wrong: ${issue?.message}.`,
  );
}

function wrong(file: string, key: string, message: string, fix?: string): DrydockError {
  return new DrydockError('bad-manifest', {
    message,
    fix: fix ?? 'src/engine/images/image-spec.ts lists the fields of an image.',
    place: { file, ...(key === '' ? {} : { key }) },
  });
}

function fileOf(root: string, id: string): string {
  return join(root, id, 'image.ts');
}
