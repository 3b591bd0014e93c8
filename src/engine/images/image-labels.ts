import type { InspectedImage } from '../../lab/observation/container.ts';
import type { CatalogueImage } from './image-spec.ts';
import { standInReason } from './image-spec.ts';

/** The id in the catalogue; only images made by a recipe carry it. */
export const imageLabel = 'dev.drydock.image';
/** The hash of the recipe that made the image. */
export const recipeLabel = 'dev.drydock.recipe';
/** Why the image is not what its name says. */
export const standInLabel = 'dev.drydock.stand-in';

/**
 * Compose sets it on what it builds, over whatever a Dockerfile or a base says: with it, an image is a project's, and
 * none of the other labels is believed.
 */
const projectLabel = 'com.docker.compose.project';

/** Where an image that is present came from. */
export type ImageOrigin = 'pulled' | 'built' | 'stand-in';

export function makeImageLabels(image: CatalogueImage, recipeHash: string): Readonly<Record<string, string>> {
  const reason = standInReason(image);
  return {
    [imageLabel]: image.id,
    [recipeLabel]: recipeHash,
    ...(reason === undefined ? {} : { [standInLabel]: reason }),
  };
}

/** Images without our labels came from a registry, or were made by the reader. */
export function originOf(image: Pick<InspectedImage, 'labels'>): ImageOrigin {
  if (image.labels[imageLabel] === undefined) return 'pulled';
  return image.labels[standInLabel] === undefined ? 'built' : 'stand-in';
}

/**
 * Whether the image serves as it is: made by this very recipe, or an original that no recipe is needed for. What
 * Compose built is neither, whatever its labels say: it may stand on an image of a recipe and have inherited them.
 */
export function isCurrent(
  image: Pick<InspectedImage, 'labels'>,
  wanted: Pick<CatalogueImage, 'likeness'>,
  recipeHash: string,
): boolean {
  if (image.labels[projectLabel] !== undefined) return false;
  if (originOf(image) === 'pulled') return wanted.likeness.kind !== 'own';
  return image.labels[recipeLabel] === recipeHash;
}
