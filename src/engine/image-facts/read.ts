import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { extract } from 'tar-stream';
import { z } from 'zod';
import type { ImageFacts } from '../../lab/container.ts';
import { DrydockError } from '../../lab/errors.ts';
import { within } from '../../lab/within.ts';
import type { EngineClient } from '../client.ts';
import type { Deadline } from '../deadline.ts';
import { cancellable } from '../dockerode-gaps.ts';
import { findImage } from '../reader.ts';
import { countFacts } from './facts.ts';
import { ImageMeter } from './image-meter.ts';
import type { Layer } from './layer.ts';
import { readLayer, readText } from './layer.ts';
import { mergeLayers } from './root-file-system.ts';

/** Some GiB from a slow disk take minutes. */
const readMs = 600_000;

/** `manifest.json` of an archive as `docker save` writes it. */
const manifestSchema = z.array(z.object({ Layers: z.array(z.string()) }));

/**
 * Reads a whole image as `docker save` gives it, so that nothing has to be created on the engine. Layers are
 * counted as they stream by; the manifest, which says their order, comes last. Rejects with `too-big` where more would
 * be kept of it than `imageBounds`, and with `timed-out`.
 */
export async function readImageFacts(
  client: EngineClient,
  imageId: string,
  signal?: AbortSignal,
): Promise<ImageFacts> {
  const image = await findImage(client, imageId, signal);
  if (image === undefined) {
    throw new DrydockError('image-unavailable', {
      message: `The image ${imageId} is not in the Docker Engine at ${client.name}.`,
      fix: 'Get it with `drydock images prepare`, or build it with Run.',
    });
  }
  const read = async ({ signal: until }: Deadline) => {
    const saved = await client.gaps.getImages({ names: [imageId], ...cancellable(until) });
    try {
      const { layers, order } = await readSaved(saved, until);
      const root = await mergeLayers(
        order.map((path) => layers.get(path) ?? new Map()),
        until,
      );
      return countFacts(image, root);
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

/** The layers of a saved image by their path in the archive, and the order in which they lie over each other. */
async function readSaved(saved: Readable, signal: AbortSignal) {
  const layers = new Map<string, Layer>();
  const links = new Map<string, string>();
  let order: readonly string[] | undefined;
  const archive = extract();
  const meter = new ImageMeter();
  pipeline(saved, archive, (error) => {
    if (error) archive.destroy(error);
  });
  for await (const entry of archive as AsyncIterable<Readable & { header: SavedHeader }>) {
    signal.throwIfAborted();
    const { name, type, linkname } = entry.header;
    meter.addEntry(name);
    if (name === 'manifest.json' && type === 'file') {
      order = manifestSchema.parse(JSON.parse(await readText(entry, meter)))[0]?.Layers;
    } else if (type === 'symlink' || type === 'link') {
      // Engines before 25 write a layer that occurs twice once, and a link to it.
      links.set(name, new URL(linkname ?? '', `file:///${name}`).pathname.slice(1));
      entry.resume();
    } else if (type === 'file' && (name.startsWith('blobs/') || name.endsWith('/layer.tar'))) {
      const layer = await readLayer(entry, meter);
      if (layer !== undefined) layers.set(name, layer);
    } else {
      entry.resume();
    }
  }
  for (const [name, target] of links) layers.set(name, layers.get(target) ?? new Map());
  if (order === undefined) throw new Error('the saved image has no manifest.json');
  return { layers, order };
}

interface SavedHeader {
  readonly name: string;
  readonly type?: string | null;
  readonly linkname?: string | null;
}
