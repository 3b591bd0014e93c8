import { DrydockError } from '../../lab/errors.ts';
import { within } from '../../lab/general/within.ts';
import type { ImageFacts } from '../../lab/observation/container.ts';
import type { EngineClient } from '../client.ts';
import type { Deadline } from '../deadline.ts';
import { cancellable } from '../dockerode-gaps.ts';
import { readImageStore } from '../engine-info.ts';
import { findImage } from '../reader.ts';
import { buildArgumentsOf } from './build-arguments.ts';
import { countFacts } from './facts.ts';
import { mergeLayers } from './root-file-system.ts';
import { readSavedImage } from './saved-image.ts';

/** Some GiB from a slow disk take minutes. */
const readMs = 600_000;

/**
 * Reads a whole image as `docker save` gives it, so that nothing has to be created on the engine. Layers are
 * counted as they stream by; the manifest, which says their order, comes last. Rejects with `too-big` where more would
 * be kept of it than `imageBounds`, and with `timed-out`. `texts` are looked for in all of it.
 */
export async function readImageFacts(
  client: EngineClient,
  imageId: string,
  signal?: AbortSignal,
  texts: readonly string[] = [],
): Promise<ImageFacts> {
  const image = await findImage(client, imageId, signal);
  if (image === undefined) {
    throw new DrydockError('image-unavailable', {
      message: `The image ${imageId} is not in the Docker Engine at ${client.name}.`,
      fix: 'Get it with `drydock images prepare`, or build it with Run.',
    });
  }
  const read = async ({ signal: until }: Deadline) => {
    const hasStatements = (await readImageStore(client, until)) === 'containerd';
    // The library takes no signal here; the call around it has a deadline.
    const history: unknown = await client.docker.getImage(imageId).history();
    const saved = await client.gaps.getImages({ names: [imageId], ...cancellable(until) });
    try {
      const { layers, attestations, listed, ...counted } = await readSavedImage(saved, texts, until);
      const facts = countFacts(image, await mergeLayers(layers, until));
      return {
        ...facts,
        ...counted,
        buildArguments: buildArgumentsOf(history),
        ...(hasStatements && { attestations, listed }),
      };
    } finally {
      saved.destroy();
    }
  };
  const late = {
    message: `The image ${imageId} could not be read within ${readMs / 60_000} minutes.`,
    fix: 'See that the Docker Engine answers (`docker image inspect`), then check again.',
  };
  return within({ ms: readMs, late, signal }, (until) =>
    client.call(`read image ${imageId}`, read, { kind: 'long', signal: until }),
  );
}
