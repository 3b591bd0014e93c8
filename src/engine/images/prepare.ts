/**
 * Brings images of the catalogue into an engine: pulled where a registry answers, else made by recipe. What is there
 * and current stays; a second run finds that out from one inspect an image. Runs may go on at once: in one process
 * they wait for each other's images, and two processes do some work twice and end with the same images.
 */
import type { OnProgress } from '../../lab/ports/seat.ts';
import { getImage } from './catalogue.ts';
import { copyImages } from './copy-images.ts';
import type { ImageEngine } from './image-engine.ts';
import { imageLabel } from './image-labels.ts';
import type { CatalogueImage } from './image-spec.ts';
import type { PreparedImage, PrepareRequest, PrepareResult } from './prepare-request.ts';
import { PrepareRun } from './prepare-run.ts';
import type { RecipeHashes } from './recipe-hash.ts';
import { readRecipeHashes } from './recipe-hash.ts';

/**
 * @throws `not-found` for an image that the catalogue does not have; `cancelled`, `disk-full` or `engine-lost`, which
 * end the run. All else that goes wrong is told of each image, in the result and in its progress.
 */
export async function prepareImages(
  request: PrepareRequest,
  onProgress: OnProgress = () => {},
  signal?: AbortSignal,
): Promise<PrepareResult> {
  const { catalogue, again = false, source } = request;
  const asked = new Set(
    request.images?.map((name) => getImage(catalogue, name).id) ?? (await allOf(request, signal)),
  );
  const wanted = catalogue.images.filter(({ id }) => asked.has(id));
  const hashes = await readRecipeHashes(catalogue);
  await using run = new PrepareRun(request, hashes, onProgress, signal);
  const missing = await run.findMissing(wanted);
  const todo = again ? wanted : missing;
  if (todo.length === 0) return run.result(wanted);
  for (const image of todo) run.tell(image, { status: 'waiting' });
  if (source !== undefined) await copyFromSource(run, request, source, todo, hashes, onProgress, signal);
  for (const image of todo) await run.bring(image);
  // What a newer recipe replaced has no name any more, and nobody would ever find it.
  await request.engine.pruneImages(imageLabel, 'untagged').catch(() => {});
  return run.result(wanted);
}

/** All but those of our own that nobody has for the engine's architecture. */
async function allOf(
  { engine, catalogue }: PrepareRequest,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { architecture } = await engine.info(signal);
  return catalogue.images
    .filter(
      ({ likeness, platforms }) =>
        likeness.kind !== 'own' || platforms.some((platform) => platform === architecture),
    )
    .map(({ id }) => id);
}

/** Brings over what the outer engine has, and what it can make and this one cannot pull. */
async function copyFromSource(
  run: PrepareRun,
  request: PrepareRequest,
  source: ImageEngine,
  missing: readonly CatalogueImage[],
  hashes: RecipeHashes,
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<void> {
  const { catalogue, again = false } = request;
  const there: PrepareRequest = { ...source, catalogue, forNested: true, again };
  await using outer = new PrepareRun(there, hashes, onProgress, signal);
  const absent = again ? missing : await outer.findMissing(missing);
  const toMake: CatalogueImage[] = [];
  for (const image of absent) {
    const answer =
      image.likeness.kind === 'own' ? undefined : await run.registries.ask(image.reference, signal);
    if (answer?.reached !== true || !answer.has) toMake.push(image);
  }
  let made: readonly PreparedImage[] = [];
  if (toMake.length > 0) {
    const result = await prepareImages({ ...there, images: toMake.map(({ id }) => id) }, onProgress, signal);
    for (const failure of result.failed) run.fail(failure);
    made = result.ready;
  }
  const copies = [...outer.result(missing).ready, ...made].flatMap(({ id, reference }) => {
    const image = missing.find((one) => one.id === id);
    return image === undefined ? [] : [{ image, from: reference, to: image.reference }];
  });
  if (copies.length === 0) return;
  const tellBytes = (currentBytes: number, totalBytes: number) => {
    for (const { image } of copies) {
      run.tell(image, {
        status: 'running',
        detail: 'copying from the outer engine',
        currentBytes,
        totalBytes,
      });
    }
  };
  await copyImages(source.engine, request.engine, copies, tellBytes, signal);
  for (const { image } of copies) await run.accept(image);
}
