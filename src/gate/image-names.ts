/** The images that a normalised compose file names, and the names that it may give. */
import { isJsonMap, type JsonMap } from './json.ts';
import { servicesOf, textOf } from './model.ts';

export interface NamedImage {
  readonly service: string;
  readonly reference: string;
  readonly built: boolean;
}

/** The images that it names; those of a service without one are Compose's to name. */
export function imagesOf(model: JsonMap): readonly NamedImage[] {
  return servicesOf(model).flatMap(([service, { image, build }]) =>
    textOf(image) === '' ? [] : [{ service, reference: textOf(image), built: isJsonMap(build) }],
  );
}

/**
 * With the name that Compose gives it for each image that the file builds, in the place of one that the file chooses,
 * for those who run it too: no build takes a name that is, or will be, somebody else's.
 */
export function withOwnNames(model: JsonMap, project: string): JsonMap {
  const owners = new Map<string, string>();
  for (const { service, reference, built } of imagesOf(model))
    if (built && !owners.has(tagged(reference))) owners.set(tagged(reference), `${project}-${service}`);
  const services = servicesOf(model).map(([name, service]) => {
    const owner = owners.get(tagged(textOf(service.image)));
    if (owner === undefined) return [name, service] as const;
    const { image: _, ...rest } = service;
    return [name, isJsonMap(service.build) ? rest : { ...rest, image: owner }] as const;
  });
  return { ...model, services: Object.fromEntries(services) };
}

/** A reference with the tag that it means where it has none. */
export const tagged = (reference: string): string =>
  /:[^/]*$|@/.test(reference) ? reference : `${reference}:latest`;

/** A name that only Drydock gives: of its own images, and of those that it keeps for itself in others' engines. */
export const isOwnName = (reference: string): boolean =>
  /^(?:(?:index\.)?docker\.io\/)?drydock\/|^drydock\.invalid\//.test(reference);
