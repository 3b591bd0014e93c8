import type { InspectedImage } from '../lab/observation/container.ts';

/**
 * About how many bytes an Engine gives for these images: an image that stands on another one counts without it. Layers
 * that two share without a third that ends there count twice.
 */
export function expectedBytes(images: readonly Pick<InspectedImage, 'layers' | 'sizeBytes'>[]): number {
  const unlike = [...new Map(images.map((image) => [image.layers.join(), image])).values()];
  return unlike.reduce((sum, image) => {
    const below = unlike.filter(
      ({ layers }) =>
        layers.length < image.layers.length && layers.every((layer, index) => layer === image.layers[index]),
    );
    return sum + image.sizeBytes - Math.max(0, ...below.map(({ sizeBytes }) => sizeBytes));
  }, 0);
}
