import { resolve } from 'node:path';
import { loadBundle } from '../../bundle/load-bundle.ts';
import { openBundle } from '../../bundle/open-bundle.ts';
import { type ImageToSave, saveBundle } from '../../bundle/save-bundle.ts';
import { type Catalogue, getImage, loadCatalogue } from '../../engine/images/catalogue.ts';
import { isCurrent } from '../../engine/images/image-labels.ts';
import { ownName } from '../../engine/images/own-image-name.ts';
import { type RecipeHashes, readRecipeHashes } from '../../engine/images/recipe-hash.ts';
import { requireAbsent } from '../../files/unfinished-file.ts';
import { DrydockError } from '../../lab/errors.ts';
import { formatBytes } from '../../lab/general/units.ts';
import type { OnProgress } from '../../lab/ports/seat.ts';
import { drydockVersion } from '../../runner/drydock-version.ts';
import { bringToOuter, imagesToCarry } from '../bring-images.ts';
import { catalogueDir, type HomeOptions } from '../open-seats.ts';
import { type OuterEngine, openOuterEngine } from '../outer-engine.ts';
import { formatTable, type Output } from '../output.ts';
import { showWork } from '../show-progress.ts';

/** Writes images for a machine that reaches no registry into one file; those that are missing here are brought first. */
export async function saveImages(
  file: string,
  ids: readonly string[],
  options: HomeOptions,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const path = resolve(file);
  // Before anything is brought, which takes minutes.
  await requireAbsent(path, path, 'Give another name, or move it away.');
  const catalogue = await loadCatalogue(catalogueDir);
  const asked = (ids.length > 0 ? ids : imagesToCarry(catalogue)).map(
    (id) => getImage(catalogue, id).reference,
  );
  const written = await work('Images', async (onProgress) => {
    await using outer = await openOuterEngine(options, onProgress, signal);
    const { engine, owned } = outer;
    const request = { catalogue, outer: engine, outerOwned: owned, references: asked, onProgress, signal };
    await bringToOuter({ ...request, forNested: true });
    const images = await findImages(outer, catalogue, asked, signal);
    const { architecture } = await engine.info(signal);
    const saved = await saveBundle(path, {
      engine,
      images,
      architecture,
      drydock: drydockVersion,
      signal,
      onBytes: (currentBytes, totalBytes) =>
        onProgress({ ...saving, title: `saving into ${file}`, status: 'running', currentBytes, totalBytes }),
    });
    onProgress({ ...saving, title: `saving into ${file}`, status: 'done', currentBytes: saved.bytes });
    return saved;
  });
  output.answer(written, [
    `${written.file} holds ${written.images.length} images (${formatBytes(written.bytes)}).`,
    `SHA-256 of its list: ${written.listSha256}`,
    'On the other machine: `npm run drydock -- images load FILE` says the same one.',
  ]);
}

const saving = { step: 'images.save' };
const loading = { step: 'images.load' };

/** Brings images from a file. The answer is no where some of it are of no use here. */
export async function loadImages(
  file: string,
  ids: readonly string[],
  options: HomeOptions,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  const path = resolve(file);
  await using bundle = await openBundle(path, signal);
  const catalogue = await loadCatalogue(catalogueDir);
  const hashes = await readRecipeHashes(catalogue);
  const result = await work('Images', async (onProgress) => {
    await using outer = await openOuterEngine(options, onProgress, signal);
    const brought = await loadBundle(bundle, {
      ...outer,
      catalogue,
      hashes,
      ids,
      signal,
      onBytes: (currentBytes, totalBytes) =>
        onProgress({ ...loading, title: `loading ${file}`, status: 'running', currentBytes, totalBytes }),
    });
    onProgress({ ...loading, title: `loading ${file}`, status: 'done', currentBytes: bundle.readBytes });
    return brought;
  });
  const { loaded, here, skipped } = result;
  const { drydock, architecture } = bundle.list;
  const rows = [
    ...loaded.map(({ id, name, bytes }) => ['✓', id, name, formatBytes(bytes)]),
    ...here.map(({ id, name }) => ['·', id, name, 'was here already']),
    ...skipped.map(({ id, reference, why }) => ['–', id, reference, `left out: ${why}`]),
  ];
  output.answer({ file: path, drydock, architecture, listSha256: bundle.listSha256, ...result }, [
    ...formatTable(rows),
    `SHA-256 of its list: ${bundle.listSha256}`,
    ...(skipped.length > 0 ? ['Some are of no use here: see above.'] : ['All images of it are here.']),
  ]);
  return skipped.length === 0;
}

/** Where each image stands in the engine: by the name of labs, or by one of ours. */
async function findImages(
  { engine }: OuterEngine,
  catalogue: Catalogue,
  references: readonly string[],
  signal: AbortSignal,
): Promise<readonly ImageToSave[]> {
  const hashes: RecipeHashes = await readRecipeHashes(catalogue);
  return Promise.all(
    references.map(async (reference) => {
      const image = getImage(catalogue, reference);
      for (const name of [reference, ownName(reference)]) {
        const found = await engine.findImage(name, signal);
        if (found !== undefined && isCurrent(found, image, hashes.get(image.id) ?? ''))
          return { id: image.id, reference, name, found };
      }
      throw new DrydockError('image-unavailable', {
        message: `${reference} is not in the Docker Engine any more.`,
        fix: 'Bring it with `drydock images prepare`, then save again.',
      });
    }),
  );
}

/** Work with steps, and what comes of it. */
async function work<T>(title: string, act: (onProgress: OnProgress) => Promise<T>): Promise<T> {
  const done: T[] = [];
  await showWork({
    [title]: async (onProgress) => {
      done.push(await act(onProgress));
    },
  });
  const [value] = done;
  if (value === undefined) throw new DrydockError('internal', { message: `${title}: nothing came of it.` });
  return value;
}
