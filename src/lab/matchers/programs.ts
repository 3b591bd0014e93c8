/** Whose program a container runs: that of an image of the catalogue, or the same as another service. */
import * as z from 'zod';
import type { ObservedContainer } from '../observation/observation.ts';
import { containerMatcher, type Judged } from './matcher.ts';

/** Set by recipes of the catalogue, and by Compose on what it builds: see `engine/images/image-labels.ts`. */
const recipeLabel = 'dev.drydock.recipe';
const projectLabel = 'com.docker.compose.project';

/** The name that an image of ours has in an engine of others is the same behind `drydock.invalid/`. */
const nameIn = (reference: string) => reference.replace(/^drydock\.invalid\//, '');

/** What stands in the way of its program being the image's: a mount over it. */
function coverOf({ declared, mounts, processes }: ObservedContainer): string | undefined {
  const init = processes.source === 'unknown' ? undefined : processes.value.find((each) => each.init);
  const [first] = [...declared.entrypoint, ...declared.command];
  const programs = [init?.executable, first].filter((path) => path?.startsWith('/'));
  const points = [
    ...declared.mounts.map(({ destination }) => destination),
    ...(mounts.source === 'unknown' ? [] : mounts.value.map(({ mountPoint }) => mountPoint)),
  ];
  return points.find(
    (point) => point !== '/' && programs.some((path) => path === point || path?.startsWith(`${point}/`)),
  );
}

/** Judges whether a container runs what the catalogue's image of that name runs, as that image says. */
export function judgeImageProgram(container: ObservedContainer, reference: string): Judged {
  const { declared, image } = container;
  const no = (observed: string) => ({ ok: false, observed });
  if (nameIn(declared.image.reference) !== reference) return no(`runs ${declared.image.reference}`);
  // Whoever builds on an image of the catalogue inherits its labels; a name can be given to any image.
  if (!image || image.labels[recipeLabel] === undefined || image.labels[projectLabel] !== undefined)
    return no(`runs an image that was named ${reference} and was not made by its recipe`);
  const words = ({ entrypoint, command }: Pick<typeof image, 'entrypoint' | 'command'>) =>
    [...entrypoint, ...command].join(' ');
  if (words(declared) !== words(image)) return no(`runs “${words(declared)}” of it`);
  const cover = coverOf(container);
  return cover === undefined ? { ok: true, observed: `runs ${reference}` } : no(`has a mount over ${cover}`);
}

export const imageProgram = containerMatcher({
  kind: 'image-program',
  declaredIsEnough: true,
  fields: { reference: z.string().min(1) },
  title: ({ reference }) => `runs ${reference}, as it is`,
  expected: ({ reference }) => `the image ${reference} with its own command, and no mount over its program`,
  judge: ({ reference }, container) => ({
    source: 'declared',
    value: judgeImageProgram(container, reference),
  }),
});

export const sameProgram = containerMatcher({
  kind: 'same-program',
  declaredIsEnough: true,
  fields: { service: z.string() },
  title: ({ service }) => `runs the same program as ${service}`,
  expected: ({ service }) =>
    `the layers and the command of ${service}, and no mount over the program of either`,
  judge({ service }, container, { observation }) {
    const others = observation.containers.filter(
      (each) => each.service === service && each.declared.status === 'running',
    );
    const judged = others.map((other) => compare(container, other));
    const worst = judged.find(({ ok }) => !ok) ?? judged[0];
    return {
      source: 'declared',
      value: worst ?? { ok: false, observed: `has nobody to compare with: ${service} does not run` },
    };
  },
});

/** Two builds of one Dockerfile have the same layers, and not in each image store the same id. */
function compare(one: ObservedContainer, other: ObservedContainer): Judged {
  const no = (observed: string) => ({ ok: false, observed });
  const layers = ({ image, declared }: ObservedContainer) =>
    image && image.layers.length > 0 ? image.layers.join(' ') : declared.image.id;
  const words = ({ declared: { entrypoint, command } }: ObservedContainer) =>
    [...entrypoint, ...command].join(' ');
  if (layers(one) !== layers(other)) return no(`has other layers in its image than ${other.service}`);
  if (words(one) !== words(other))
    return no(`runs “${words(one)}”, and ${other.service} runs “${words(other)}”`);
  for (const each of [one, other]) {
    const cover = coverOf(each);
    if (cover !== undefined)
      return no(`is not known by its image: in ${each.service} ${cover} is mounted over the program`);
  }
  return { ok: true, observed: `runs the same program as ${other.service}` };
}

/** Which program it is that a container runs. */
export const runs = {
  /** An image of the catalogue that is made by a recipe, with the command that it brings. */
  image: (reference: string) => ({ kind: 'image-program', reference }) as const,
  sameAs: (who: { readonly name: string }) => ({ kind: 'same-program', service: who.name }) as const,
};
