import type { Observation, ObservedContainer } from '../lab/observation/observation.ts';
import type { ImageDigest } from '../lab/ports/store.ts';

/** What the image of each service is known by. */
export function imagesOf({ containers }: Observation): Readonly<Record<string, ImageDigest>> {
  return Object.fromEntries(containers.map((container) => [container.service, digestOf(container)]));
}

/** The digest of its manifest, by the name that the container calls it where it has several; else the Engine's id. */
function digestOf({ declared, image }: ObservedContainer): ImageDigest {
  const { reference, id } = declared.image;
  const nameOf = (name: string) => name.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
  const known = image?.digests ?? [];
  const found = known.find((each) => nameOf(each) === nameOf(reference)) ?? known[0];
  const digest = found?.slice(found.indexOf('@') + 1);
  return digest === undefined ? { kind: 'image-id', digest: id } : { kind: 'repo-digest', digest };
}
