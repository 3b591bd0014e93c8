import type { Catalogue } from '../engine/images/catalogue.ts';
import { findImageOf } from '../engine/images/catalogue.ts';
import { isCurrent, originOf } from '../engine/images/image-labels.ts';
import type { CatalogueImage } from '../engine/images/image-spec.ts';
import { ownName } from '../engine/images/own-image-name.ts';
import type { RecipeHashes } from '../engine/images/recipe-hash.ts';
import { DrydockError } from '../lab/errors.ts';
import type { Engine } from '../lab/ports/engine.ts';
import { refuseBundle } from './bundle-fault.ts';
import { type BundledImage, blobName } from './bundle-format.ts';
import type { OpenBundle } from './open-bundle.ts';
import { endOfTar, headerOf, paddingOf } from './tar-file.ts';

export interface LoadRequest {
  readonly engine: Pick<Engine, 'info' | 'findImage' | 'load'>;
  /** Everything in it is Drydock's: only there may upstream's names stand for what a recipe made. */
  readonly owned: boolean;
  readonly catalogue: Catalogue;
  readonly hashes: RecipeHashes;
  /** Ids or references of the catalogue; all that the bundle has where there are none. */
  readonly ids: readonly string[];
  readonly signal: AbortSignal;
  /** Bytes of the file. */
  readonly onBytes?: (currentBytes: number, totalBytes: number) => void;
}

/** What became of an image of a bundle. */
export interface LoadedImage {
  readonly id: string;
  readonly reference: string;
  /** Under this name the engine has it now. */
  readonly name: string;
  readonly bytes: number;
}

export interface SkippedImage {
  readonly id: string;
  readonly reference: string;
  readonly why: string;
}

export interface LoadedBundle {
  readonly loaded: readonly LoadedImage[];
  /** They were here before, by whatever way; nothing was done. */
  readonly here: readonly LoadedImage[];
  /** Nobody would use them here. */
  readonly skipped: readonly SkippedImage[];
}

/**
 * Loads what the engine lacks of a bundle. The Engine is told last which images there are, behind all that they are
 * made of and after all of the bundle was found to be as its list says: until then it has none of them. Rejects with
 * `bad-usage` for a damaged bundle, `image-unavailable` for one of another architecture, `not-found` for an id that
 * neither bundle nor catalogue has, `disk-full`, `cancelled`, and as the Engine's call does.
 */
export async function loadBundle(bundle: OpenBundle, request: LoadRequest): Promise<LoadedBundle> {
  const { engine, signal } = request;
  await requireArchitecture(bundle, engine, signal);
  const { wanted, here, skipped } = await choose(bundle, request);
  if (wanted.length === 0) return { loaded: [], here, skipped };
  await feed(bundle, wanted, request);
  for (const { image, name } of wanted) {
    const found = await engine.findImage(name, signal);
    if (found?.layers.join() !== image.layerDigests.join())
      throw new DrydockError('engine-failed', {
        message: `The Docker Engine said that it had loaded ${name}, and has not what was in ${bundle.file}.`,
        fix: 'Load it again; if it stays so, `docker load` and the log of the Engine may say more.',
      });
  }
  return { loaded: wanted.map(toLoaded), here, skipped };
}

interface Wanted {
  readonly image: BundledImage;
  readonly name: string;
}

const toLoaded = ({ image: { id, reference, bytes }, name }: Wanted): LoadedImage => ({
  id,
  reference,
  name,
  bytes,
});

async function requireArchitecture(
  { file, list }: OpenBundle,
  engine: LoadRequest['engine'],
  signal: AbortSignal,
): Promise<void> {
  const { architecture } = await engine.info(signal);
  if (list.architecture === architecture) return;
  throw new DrydockError('image-unavailable', {
    message: `${file} holds images for ${list.architecture}, and this engine is for ${architecture}. None of them was loaded.`,
    fix: `Save them on a machine with ${architecture}: \`drydock images save FILE\`.`,
  });
}

async function choose(bundle: OpenBundle, { engine, owned, catalogue, hashes, ids, signal }: LoadRequest) {
  const { images, drydock } = bundle.list;
  for (const id of ids) {
    if (images.some((image) => image.id === id || image.reference === id)) continue;
    throw new DrydockError('not-found', {
      message: `${bundle.file} has no image “${id}”.`,
      fix: `It has ${images.map((image) => image.id).join(', ')}.`,
    });
  }
  const asked = images.filter(
    ({ id, reference }) => ids.length === 0 || ids.includes(id) || ids.includes(reference),
  );
  const wanted: Wanted[] = [];
  const here: LoadedImage[] = [];
  const skipped: SkippedImage[] = [];
  for (const image of asked) {
    const { id, reference } = image;
    const ours = findImageOf(catalogue, id);
    if (ours?.reference !== reference) skipped.push({ id, reference, why: 'no lab of this Drydock uses it' });
    else if (!isCurrent(image, ours, hashes.get(id) ?? ''))
      skipped.push({
        id,
        reference,
        why: `Drydock ${drydock} made it by another recipe than this checkout has: save it with this one`,
      });
    else {
      const name = nameToGive(image, ours, owned);
      const present = await engine.findImage(name, signal);
      const isHere = present !== undefined && isCurrent(present, ours, hashes.get(id) ?? '');
      if (isHere) here.push(toLoaded({ image, name }));
      else wanted.push({ image, name });
    }
  }
  return { wanted, here, skipped };
}

/** In an engine of somebody's own, upstream's name is never given to what upstream did not make. */
function nameToGive(image: BundledImage, { likeness }: CatalogueImage, owned: boolean): string {
  const isOurs = owned || likeness.kind === 'own' || originOf(image) === 'pulled';
  return isOurs ? image.reference : ownName(image.reference);
}

async function feed(bundle: OpenBundle, wanted: readonly Wanted[], request: LoadRequest): Promise<void> {
  const { engine, signal, onBytes } = request;
  const failing = new AbortController();
  let fault: { readonly cause: unknown } | undefined;
  async function* stream() {
    try {
      for await (const chunk of toEngine(bundle, wanted)) {
        onBytes?.(bundle.readBytes, bundle.bytes);
        yield chunk;
      }
    } catch (cause) {
      // The call is given up: an archive that ends here must not look like one that is whole.
      fault = { cause };
      failing.abort(cause);
    }
  }
  try {
    await engine.load(stream(), AbortSignal.any([signal, failing.signal]));
  } catch (error) {
    if (signal.aborted)
      throw new DrydockError('cancelled', {
        message: `None of the images of ${bundle.file} was loaded.`,
        cause: error,
      });
    throw fault === undefined ? error : refuseBundle(bundle.file, fault.cause);
  }
  // An Engine may have answered before it was given up.
  if (fault !== undefined) throw refuseBundle(bundle.file, fault.cause);
}

/** An archive as `docker save` writes it, with what the wanted images are made of; their list comes last. */
async function* toEngine(bundle: OpenBundle, wanted: readonly Wanted[]): AsyncGenerator<Uint8Array> {
  const used = new Set(wanted.flatMap(({ image: { config, layers } }) => [config, ...layers]));
  for await (const { blob, content } of bundle.blobs()) {
    if (!used.has(blob.sha256)) continue;
    yield await headerOf(blobName(blob.sha256), blob.unpackedBytes);
    yield* content;
    yield paddingOf(blob.unpackedBytes);
  }
  const images = wanted.map(({ image, name }) => ({
    Config: blobName(image.config),
    RepoTags: [name],
    Layers: image.layers.map(blobName),
  }));
  const manifest = Buffer.from(JSON.stringify(images));
  yield await headerOf('manifest.json', manifest.length);
  yield manifest;
  yield paddingOf(manifest.length);
  yield endOfTar();
}
