/** Reads an archive as `docker save` gives it: layers, statements, and where texts are. */
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { extract } from 'tar-stream';
import { z } from 'zod';
import type { ImageFacts } from '../../lab/observation/container.ts';
import { ImageMeter } from './image-meter.ts';
import { type Layer, readBlob, readText } from './layer.ts';
import { type ListedPackage, packagesOf, predicateOf } from './statements.ts';
import { TextSearch } from './text-search.ts';

/** `manifest.json` of an archive as `docker save` writes it. */
const manifestSchema = z.array(z.object({ Layers: z.array(z.string()) }));

export interface SavedImage {
  /** Lowest first. */
  readonly layers: readonly Layer[];
  /** Of all regular files of all layers. */
  readonly unpackedBytes: number;
  /** Where each text is: in which layer and file, or in which kind of document. */
  readonly texts: NonNullable<ImageFacts['texts']>;
  /** Predicate types of the in-toto statements that are in it. */
  readonly attestations: readonly string[];
  /** What SPDX documents among them list. */
  readonly listed: readonly ListedPackage[];
}

/**
 * Reads layers as they stream by; the manifest, which says their order, comes last. Rejects with `too-big` beyond
 * `imageBounds`.
 */
export async function readSavedImage(
  saved: Readable,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<SavedImage> {
  const { blobs, order } = await readSaved(saved, texts, signal);
  const layers = order.map((path) => blobs.get(path)?.layer ?? new Map());
  return {
    layers,
    unpackedBytes: unpackedBytesOf(layers),
    texts: findTexts(texts, blobs, order),
    attestations: attestationsOf(blobs),
    listed: packagesOf([...blobs.values()].flatMap(({ statement }) => statement ?? [])),
  };
}

/** A blob of a saved image: a layer, or JSON, and the texts that are in it. */
interface SavedBlob {
  readonly layer?: Layer;
  readonly head?: string;
  readonly statement?: string;
  readonly search: TextSearch;
}

/** The blobs of a saved image by their path in the archive, and the order in which its layers lie over each other. */
async function readSaved(saved: Readable, texts: readonly string[], signal: AbortSignal) {
  const blobs = new Map<string, SavedBlob>();
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
    } else if (type === 'file' && isBlob(name)) {
      const search = new TextSearch(texts);
      blobs.set(name, { ...(await readBlob(entry, meter, search)), search });
    } else {
      entry.resume();
    }
  }
  for (const [name, target] of links) {
    const blob = blobs.get(target);
    if (blob) blobs.set(name, blob);
  }
  if (order === undefined) throw new Error('the saved image has no manifest.json');
  return { blobs, order };
}

/** Engines before 25 write `HASH.json` for the configuration and `HASH/layer.tar` for a layer. */
const isBlob = (name: string): boolean =>
  name.startsWith('blobs/') || name.endsWith('/layer.tar') || /^[0-9a-f]{64}\.json$/.test(name);

const unpackedBytesOf = (layers: readonly Layer[]): number =>
  layers.reduce((sum, layer) => [...layer.values()].reduce((all, { bytes }) => all + bytes, sum), 0);

const attestationsOf = (blobs: ReadonlyMap<string, SavedBlob>): readonly string[] => [
  ...new Set([...blobs.values()].flatMap(({ head }) => predicateOf(head) ?? [])),
];

function findTexts(
  texts: readonly string[],
  blobs: ReadonlyMap<string, SavedBlob>,
  order: readonly string[],
): NonNullable<ImageFacts['texts']> {
  const inLayers = (text: string) =>
    order.flatMap((name, index) =>
      (blobs.get(name)?.search.placesOf(text) ?? []).map((path) => `layer ${index + 1}, ${path}`),
    );
  const inDocuments = (text: string) =>
    [...blobs.values()].flatMap(({ head, search }) => {
      if (head === undefined || search.placesOf(text).length === 0) return [];
      const predicate = predicateOf(head);
      return [predicate === undefined ? 'its configuration or history' : `a statement of ${predicate}`];
    });
  return Object.fromEntries(
    texts.map((text) => [text, [...new Set([...inLayers(text), ...inDocuments(text)])]]),
  );
}

interface SavedHeader {
  readonly name: string;
  readonly type?: string | null;
  readonly linkname?: string | null;
}
