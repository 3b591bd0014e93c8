import { DrydockError } from '../../lab/errors.ts';

interface Ordered {
  readonly id: string;
  readonly rank: number;
  readonly bases: readonly string[];
}

/**
 * Bases before what stands on them; otherwise by rank, then by id. A base that only a late image needs comes late.
 * @throws `bad-manifest` where images are built from each other in a circle.
 */
export function orderImages<T extends Ordered>(images: readonly T[]): readonly T[] {
  const byId = new Map(images.map((image) => [image.id, image]));
  const done = new Map<string, T>();
  const add = (image: T, trail: readonly string[]): void => {
    if (done.has(image.id)) return;
    if (trail.includes(image.id)) {
      const circle = [...trail.slice(trail.indexOf(image.id)), image.id].join(' → ');
      throw new DrydockError('bad-manifest', {
        message: `Images are built from each other in a circle: ${circle}.`,
      });
    }
    for (const base of image.bases) {
      const found = byId.get(base);
      if (found !== undefined) add(found, [...trail, image.id]);
    }
    done.set(image.id, image);
  };
  const ranked = [...images].sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
  for (const image of ranked) add(image, []);
  return [...done.values()];
}
