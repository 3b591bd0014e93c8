import type { InspectedImage } from '../../lab/observation/container.ts';
import type { Engine } from '../../lab/ports/engine.ts';
import type { Catalogue } from './catalogue.ts';
import type { ImageOrigin } from './image-labels.ts';
import { isCurrent, originOf } from './image-labels.ts';
import { standInReason } from './image-spec.ts';
import { ownName } from './own-image-name.ts';
import { readRecipeHashes } from './recipe-hash.ts';

/** One line of `drydock images list`. */
export interface ListedImage {
  readonly id: string;
  readonly reference: string;
  readonly title: string;
  readonly purpose: 'lab' | 'workbench' | 'seat';
  readonly present: boolean;
  readonly origin?: ImageOrigin;
  /** Why the image that is there is no more than a stand-in. */
  readonly standIn?: string;
  /** What it takes with all its layers; layers are shared, so sizes do not add up. */
  readonly sizeBytes?: number;
  /** False where the recipe has changed since, or a recipe's image is one of the reader's. */
  readonly current?: boolean;
  /** About what it will take where it is made by recipe. */
  readonly expectedBytes: number;
}

export interface ListRequest {
  /** Nested seats copy from it, to which a name of ours is as good as upstream's. */
  readonly forNested?: boolean;
  readonly signal?: AbortSignal;
}

/** What an engine has of the catalogue, in the order in which images are prepared. */
export async function listImages(
  engine: Pick<Engine, 'findImage'>,
  catalogue: Catalogue,
  { forNested = false, signal }: ListRequest = {},
): Promise<readonly ListedImage[]> {
  const hashes = await readRecipeHashes(catalogue);
  return Promise.all(
    catalogue.images.map(async (image): Promise<ListedImage> => {
      const { id, reference, title, purpose, likeness } = image;
      const row = { id, reference, title, purpose, expectedBytes: image.megabytes * 1_000_000 };
      const names = forNested && likeness.kind !== 'own' ? [reference, ownName(reference)] : [reference];
      const all = await Promise.all(names.map((name) => engine.findImage(name, signal)));
      const serves = (one: InspectedImage | undefined) =>
        one !== undefined && isCurrent(one, image, hashes.get(id) ?? '');
      const found = all.find(serves) ?? all.find((one) => one !== undefined);
      if (found === undefined) return { ...row, present: false };
      const origin = originOf(found);
      const standIn = origin === 'stand-in' ? standInReason(image) : undefined;
      return {
        ...row,
        present: true,
        origin,
        ...(standIn !== undefined && { standIn }),
        sizeBytes: found.sizeBytes,
        current: serves(found),
      };
    }),
  );
}
