import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { sha256 } from '../files/sha256.ts';
import { makeUnfinishedFile } from '../files/unfinished-file.ts';
import { DrydockError } from '../lab/errors.ts';
import type { InspectedImage } from '../lab/observation/container.ts';
import type { Engine } from '../lab/ports/engine.ts';
import { describeWriteFault } from './bundle-fault.ts';
import {
  type BundledBlob,
  type BundledImage,
  type BundleList,
  blobName,
  bundleBounds,
  bundleFormat,
  listHashLine,
  listHashName,
  listName,
} from './bundle-format.ts';
import { compress } from './compress.ts';
import { expectedBytes } from './expected-bytes.ts';
import { readSavedArchive, type SavedImage } from './saved-archive.ts';
import { TarFile } from './tar-file.ts';

/** An image that goes into a bundle. */
export interface ImageToSave {
  /** In the catalogue. */
  readonly id: string;
  /** The name by which labs know it. */
  readonly reference: string;
  /** The name by which this engine has it. */
  readonly name: string;
  readonly found: InspectedImage;
}

export interface SaveRequest {
  readonly engine: Pick<Engine, 'save'>;
  /** At least one, in the order of the list. */
  readonly images: readonly ImageToSave[];
  /** As images name it. */
  readonly architecture: string;
  readonly drydock: string;
  readonly signal: AbortSignal;
  /** Bytes of images that were read, of about so many. */
  readonly onBytes?: (currentBytes: number, totalBytes: number) => void;
}

export interface WrittenBundle {
  readonly file: string;
  readonly bytes: number;
  /** The SHA-256 of its list, which has the SHA-256 of everything in it. */
  readonly listSha256: string;
  readonly images: readonly BundledImage[];
}

/**
 * Writes images into one file, whole or not at all. The same images make the same bytes, as long as the Engine gives
 * its blobs in the same order. Rejects with `bad-usage` where the file is there already or cannot be made, `disk-full`,
 * `too-big` for the file system, `cancelled`, and as the Engine's call does.
 */
export async function saveBundle(file: string, request: SaveRequest): Promise<WrittenBundle> {
  const { signal } = request;
  try {
    await using unfinished = await makeUnfinishedFile(file, 'bundle', 0o644);
    const { list, listAt, tar } = await fill(new TarFile(unfinished.handle), request);
    const text = JSON.stringify(list);
    if (Buffer.byteLength(text) > bundleBounds.listBytes)
      throw new DrydockError('too-big', {
        message: 'The list of all that the images are made of is too long.',
      });
    const listed = Buffer.from(text.padEnd(text.length + bundleBounds.listBytes - Buffer.byteLength(text)));
    await tar.writeAt(listed, listAt);
    const listSha256 = sha256(listed);
    await tar.add(listHashName, Buffer.from(listHashLine(listSha256)));
    const bytes = await tar.end();
    signal.throwIfAborted();
    await unfinished.finish();
    return { file, bytes, listSha256, images: list.images };
  } catch (error) {
    if (signal.aborted)
      throw new DrydockError('cancelled', {
        message: `Nothing was left of ${file}.`,
        cause: error,
      });
    throw describeWriteFault(error, file);
  }
}

interface Filled {
  readonly tar: TarFile;
  readonly list: BundleList;
  /** Where the list goes. */
  readonly listAt: number;
}

/** Everything but the list, for which room is left. */
async function fill(tar: TarFile, request: SaveRequest): Promise<Filled> {
  const { engine, images, architecture, drydock, signal, onBytes } = request;
  const listAt = tar.contentAt;
  await tar.add(listName, Buffer.alloc(bundleBounds.listBytes));
  const blobs = new Map<string, BundledBlob>();
  const total = expectedBytes(images.map(({ found }) => found));
  let read = 0;
  const onRead = (bytes: number) => {
    read += bytes;
    onBytes?.(Math.min(read, total), total);
  };
  const saved = await engine.save(
    images.map(({ name }) => name),
    signal,
  );
  const add = async (path: string, content: AsyncIterable<Uint8Array>) => {
    const known = [...blobs.values()];
    blobs.set(path, await addBlob(tar, content, { onRead, signal, known }));
  };
  // Engines write notes of their own beside what images are made of, in blobs too. Those are small.
  const small = new Map<string, Buffer>();
  const made = await readSavedArchive(saved, async (path, content, bytes) => {
    if (bytes > mostSmallBytes) await add(path, content);
    else small.set(path, await buffer(content));
  });
  const ours = images.flatMap(({ name }) => made.find(({ tags }) => tags.includes(name)) ?? []);
  for (const path of new Set(ours.flatMap(({ layers, config }) => [...layers, config]))) {
    const content = small.get(path);
    if (content !== undefined) await add(path, Readable.from([content]));
  }
  const list = {
    format: bundleFormat,
    drydock,
    architecture,
    images: images.map((image) => describeImage(image, made, blobs)),
    blobs: [...new Map([...blobs.values()].map((blob) => [blob.sha256, blob])).values()],
  };
  return { tar, list, listAt };
}

const mostSmallBytes = 64 * 1024;

interface Adding {
  readonly onRead: (bytes: number) => void;
  readonly signal: AbortSignal;
  readonly known: readonly BundledBlob[];
}

/** Compresses one blob into the next entry; the same content stands there once. */
async function addBlob(
  tar: TarFile,
  content: AsyncIterable<Uint8Array>,
  { onRead, signal, known }: Adding,
): Promise<BundledBlob> {
  const hash = createHash('sha256');
  const begin = tar.contentAt;
  let unpackedBytes = 0;
  let bytes = 0;
  async function* counted() {
    for await (const chunk of content) {
      signal.throwIfAborted();
      unpackedBytes += chunk.length;
      onRead(chunk.length);
      yield chunk;
    }
  }
  for await (const chunk of compress(counted())) {
    hash.update(chunk);
    await tar.writeAt(chunk, begin + bytes);
    bytes += chunk.length;
  }
  const blob = { sha256: hash.digest('hex'), bytes, unpackedBytes };
  if (!known.some(({ sha256: one }) => one === blob.sha256)) await tar.close(blobName(blob.sha256), bytes);
  return blob;
}

function describeImage(
  { id, reference, name, found }: ImageToSave,
  made: readonly SavedImage[],
  blobs: ReadonlyMap<string, BundledBlob>,
): BundledImage {
  const saved = made.find(({ tags }) => tags.includes(name));
  const blobAt = (path: string) => {
    const blob = blobs.get(path);
    if (blob === undefined) throw incomplete(name);
    return blob.sha256;
  };
  if (saved === undefined || saved.layers.length !== found.layers.length) throw incomplete(name);
  return {
    id,
    reference,
    imageId: found.id,
    digests: [...found.digests],
    labels: Object.fromEntries(
      Object.entries(found.labels).filter(([label]) => label.startsWith('dev.drydock.')),
    ),
    bytes: found.sizeBytes,
    layerDigests: [...found.layers],
    config: blobAt(saved.config),
    layers: saved.layers.map(blobAt),
  };
}

const incomplete = (name: string) =>
  new DrydockError('engine-failed', {
    message: `The Docker Engine did not give all of ${name}.`,
    fix: 'Bring it anew with `drydock images prepare`, then save again.',
  });
