import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Pack, pack } from 'tar-stream';
import type { ImageToSave } from '../../../src/bundle/save-bundle.ts';
import { readEntries } from '../../../src/bundle/tar-entries.ts';
import type { InspectedImage } from '../../../src/lab/observation/container.ts';

/** An image as an engine of the tests has it: layers are any bytes. */
export interface FakeImage {
  readonly id: string;
  readonly reference: string;
  readonly layers: readonly Buffer[];
  readonly labels?: Readonly<Record<string, string>>;
}

const hashOf = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const configOf = ({ layers, labels = {} }: FakeImage) =>
  Buffer.from(
    JSON.stringify({
      config: { Labels: labels },
      rootfs: { diff_ids: layers.map((layer) => `sha256:${hashOf(layer)}`) },
    }),
  );

export function inspected(image: FakeImage): InspectedImage {
  return {
    id: `sha256:${hashOf(configOf(image))}`,
    tags: [image.reference],
    digests: [],
    sizeBytes: image.layers.reduce((sum, layer) => sum + layer.length, 0),
    layers: image.layers.map((layer) => `sha256:${hashOf(layer)}`),
    architecture: 'amd64',
    user: '',
    entrypoint: [],
    command: [],
    labels: image.labels ?? {},
  };
}

export const toSave = (image: FakeImage): ImageToSave => ({
  id: image.id,
  reference: image.reference,
  name: image.reference,
  found: inspected(image),
});

/** As Engine 26 gives them: blobs by their digest, with the time of now, and notes of its own. */
export function savedByEngine(images: readonly FakeImage[]): AsyncIterable<Uint8Array> {
  const archive = pack();
  const blobs = new Map<string, Buffer>();
  for (const image of images)
    for (const blob of [...image.layers, configOf(image)]) blobs.set(`blobs/sha256/${hashOf(blob)}`, blob);
  for (const [name, blob] of [...blobs].toSorted()) archive.entry({ name }, blob);
  archive.entry({ name: 'index.json' }, JSON.stringify({ at: performance.now() }));
  archive.entry({ name: 'oci-layout' }, '{}');
  archive.entry(
    { name: 'manifest.json' },
    JSON.stringify(
      images.map((image) => ({
        Config: `blobs/sha256/${hashOf(configOf(image))}`,
        RepoTags: [image.reference],
        Layers: image.layers.map((layer) => `blobs/sha256/${hashOf(layer)}`),
      })),
    ),
  );
  archive.finalize();
  return chunksOf(archive);
}

/** As Engines before 25: a folder a layer, the second time it occurs as a link. */
export function savedByOldEngine(images: readonly FakeImage[]): AsyncIterable<Uint8Array> {
  const archive = pack();
  const first = new Map<string, string>();
  const manifest = images.map((image, at) => {
    const config = `${hashOf(configOf(image))}.json`;
    archive.entry({ name: config }, configOf(image));
    const layers = image.layers.map((layer, index) => {
      const folder = hashOf(Buffer.from(`${at} ${index}`));
      archive.entry({ name: `${folder}/`, type: 'directory' });
      archive.entry({ name: `${folder}/VERSION` }, '1.0');
      archive.entry({ name: `${folder}/json` }, `{"id":"${folder}"}`);
      const name = `${folder}/layer.tar`;
      const known = first.get(hashOf(layer));
      if (known === undefined) archive.entry({ name }, layer);
      else archive.entry({ name, type: 'symlink', linkname: `../${known}` });
      first.set(hashOf(layer), known ?? name);
      return name;
    });
    return { Config: config, RepoTags: [image.reference], Layers: layers };
  });
  archive.entry({ name: 'manifest.json' }, JSON.stringify(manifest));
  archive.entry({ name: 'repositories' }, '{}');
  archive.finalize();
  return chunksOf(archive);
}

/** What an Engine would have after it was given an archive: nothing, where the archive lacks anything. */
export async function takenByEngine(tar: AsyncIterable<Uint8Array>): Promise<readonly InspectedImage[]> {
  const entries = new Map<string, Buffer>();
  for await (const entry of readEntries(Readable.from(tar, { objectMode: false }))) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry) chunks.push(chunk);
    entries.set(entry.header.name, Buffer.concat(chunks));
  }
  const manifest: unknown = JSON.parse(entries.get('manifest.json')?.toString() ?? 'nothing');
  return (manifest as { Config: string; RepoTags: [string]; Layers: string[] }[]).map((image) => {
    const config = JSON.parse(entries.get(image.Config)?.toString() ?? 'nothing') as {
      config: { Labels: Record<string, string> };
    };
    const layers = image.Layers.map((name) => {
      const layer = entries.get(name);
      if (layer === undefined) throw new Error(`${name} is not in the archive`);
      return layer;
    });
    return inspected({ id: '', reference: image.RepoTags[0], layers, labels: config.config.Labels });
  });
}

async function* chunksOf(archive: Pack): AsyncGenerator<Uint8Array> {
  for await (const chunk of archive as AsyncIterable<Uint8Array>) yield chunk;
}
