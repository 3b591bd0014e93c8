/** Holds the images that a compose file and its Dockerfiles name against those that the engine has. */

import { usedImages } from '../../gate/dockerfile/images.ts';
import { judgeTrigger } from '../../gate/dockerfile/judge.ts';
import { type BuiltFrom, builtFrom } from '../../gate/dockerfile/of-build.ts';
import { imagesOf, isOwnName, type NamedImage, tagged } from '../../gate/image-names.ts';
import type { JsonMap, KeyPath } from '../../gate/json.ts';
import { ownershipLabels } from '../../gate/labels.ts';
import type { GateProblem } from '../../gate/problem.ts';
import type { WorkspaceEntries } from '../../gate/workspace-entries.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Manifest } from '../../lab/manifest/manifest.ts';
import { nearest } from '../../lab/nearest.ts';
import type { InspectedImage } from '../../lab/observation/container.ts';
import type { Engine } from '../../lab/ports/engine.ts';
import type { Workbench } from '../../lab/ports/seat.ts';

export interface ImageParts {
  readonly engine: Pick<Engine, 'findImage'>;
  readonly workbench: Pick<Workbench, 'workspacePath'>;
  readonly manifest: Pick<Manifest, 'images' | 'states'>;
  readonly project: string;
  readonly signal: AbortSignal;
}

export interface ImageRequest {
  /** Normalised. */
  readonly model: JsonMap;
  readonly entries: WorkspaceEntries;
  /** The compose file, for messages. */
  readonly file: string;
}

export interface ImageJudgement {
  readonly refused: readonly GateProblem[];
  /** Where nothing is refused, an image that is not here. */
  readonly missing: DrydockError | undefined;
}

const projectLabel = 'com.docker.compose.project';

/**
 * Images that are here may be run and built on, whoever brought them; none is fetched for a compose file or a
 * Dockerfile. What a service builds may not take the name of an image that something else made, and what another
 * project built stands for no image of this one.
 */
export async function judgeImages(parts: ImageParts, request: ImageRequest): Promise<ImageJudgement> {
  const { manifest, project, workbench } = parts;
  const { model, entries, file } = request;
  const ours = [...manifest.images, ...Object.values(manifest.states.scenes).flatMap(({ images }) => images)];
  const named = imagesOf(model);
  const builtHere = new Set(named.flatMap(({ reference, built }) => (built ? [tagged(reference)] : [])));
  const found = new Map<string, Promise<InspectedImage | undefined>>();
  const find = (reference: string) => {
    const asked = found.get(reference) ?? parts.engine.findImage(reference, parts.signal);
    found.set(reference, asked);
    return asked;
  };
  const refused: GateProblem[] = [];
  const missing: DrydockError[] = [];
  for (const use of named) {
    const { reference, built } = use;
    if (!built && (builtHere.has(tagged(reference)) || reference.startsWith(`${project}-`))) continue;
    const image = await find(reference);
    if (built) {
      const isTaken = image !== undefined && image.labels[projectLabel] !== project;
      if (isTaken || ours.includes(reference) || isOwnName(reference)) refused.push(nameTaken(use));
    } else if (image === undefined) missing.push(notHere(use, file, ours));
    else refused.push(...judgeImage(image, project).map((why) => notForRunning(use, why)));
  }
  for (const use of builtFrom(model, entries, workbench.workspacePath)) {
    const image = await find(use.reference);
    if (image === undefined) missing.push(noBase(use, ours));
    else
      refused.push(
        ...[...judgeImage(image, project), ...judgeTriggers(image)].map((why) => notForBuilding(use, why)),
      );
  }
  return { refused, missing: missing[0] };
}

/** Why an image that is here is not taken for what its name says. */
function judgeImage({ labels }: InspectedImage, project: string): readonly string[] {
  const owner = labels[projectLabel];
  if (owner === project) return [];
  if (owner !== undefined)
    return ['another project built it under this name, and what it is nobody but that project knows'];
  const claimed = Object.keys(labels).find(
    (name) => ownershipLabels.includes(name) || name.startsWith('com.docker.compose.'),
  );
  return claimed === undefined ? [] : [`it bears the label ${claimed}, which says whose a container is`];
}

function judgeTriggers({ onBuild = [] }: InspectedImage): readonly string[] {
  return onBuild.flatMap((trigger) => {
    const [fault] = judgeTrigger(trigger);
    if (fault) return [`it has builds on it run \`${trigger.slice(0, 100)}\`: ${fault.refuse}`];
    const { images, faults } = usedImages(`FROM scratch\nONBUILD ${trigger}`, { args: {}, contexts: [] });
    return images.length + faults.length === 0
      ? []
      : [`it has builds on it take files out of another image: \`${trigger.slice(0, 100)}\``];
  });
}

const pathOf = ({ service }: NamedImage): KeyPath => ['services', service, 'image'];

const nameTaken = (use: NamedImage): GateProblem => ({
  kind: 'refused',
  path: pathOf(use),
  message: `\`image: ${use.reference}\` of ${use.service} is refused: what ${use.service} builds would take the name of an image that is here for others.`,
  fix: 'Leave `image` out, or choose a name of your own.',
});

const notForRunning = (use: NamedImage, why: string): GateProblem => ({
  kind: 'refused',
  path: pathOf(use),
  message: `\`image: ${use.reference}\` of ${use.service} is refused: ${why}.`,
  fix: 'Name another image, or bring the one that is meant (`drydock images prepare`).',
});

const notForBuilding = ({ service, file, line, reference }: BuiltFrom, why: string): GateProblem => ({
  kind: 'refused',
  path: ['services', service, 'build'],
  message: `\`build\` of ${service} is refused: line ${line} of its Dockerfile uses the image ${reference}: ${why}.`,
  fix: 'Name another image, or bring the one that is meant (`drydock images prepare`).',
  ...(file === undefined ? {} : { elsewhere: { file, line, column: 1 } }),
});

function notHere({ service, reference, ...use }: NamedImage, file: string, ours: readonly string[]) {
  const near = nearest(reference, ours);
  return new DrydockError('image-unavailable', {
    message: `The image of the service “${service}” is not here: ${reference}. A lab runs what its engine has, and pulls nothing for a compose file.`,
    fix: `${near === undefined ? '' : `Did you mean “${near}”? `}Check its name in ${file}; \`drydock images list\` shows which ones the labs have here.`,
    place: { file, key: pathOf({ service, reference, ...use }).join('.') },
  });
}

function noBase({ service, file, line, reference }: BuiltFrom, ours: readonly string[]) {
  const near = nearest(reference, ours);
  return new DrydockError('image-unavailable', {
    message: `The image ${reference}, which the Dockerfile of the service “${service}” uses, is not here. A lab builds on what its engine has, and pulls nothing for a Dockerfile.`,
    fix: `${near === undefined ? '' : `Did you mean “${near}”? `}Check its name; \`drydock images list\` shows which ones the labs have here, and \`docker pull ${reference}\` in the terminal brings another.`,
    place: {
      ...(file === undefined ? { file: 'Dockerfile' } : { file, line }),
      key: `services.${service}.build`,
    },
  });
}
