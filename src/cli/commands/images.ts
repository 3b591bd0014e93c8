import { loadCatalogue } from '../../engine/images/catalogue.ts';
import { listImages as listCatalogue } from '../../engine/images/list-images.ts';
import { formatBytes } from '../../lab/general/units.ts';
import { anySeat, homeParty } from '../../lab/ports/seat-directory.ts';
import { labImages } from '../bring-images.ts';
import { catalogueDir, type HomeOptions, openSeats } from '../open-seats.ts';
import { openOuterEngine } from '../outer-engine.ts';
import { formatTable, type Output } from '../output.ts';
import { tell } from '../plain-text.ts';
import { makeLineProgress } from '../show-progress.ts';

/** What the catalogue has, and what of it is here. */
export async function listImages(options: HomeOptions, output: Output, signal: AbortSignal): Promise<void> {
  const catalogue = await loadCatalogue(catalogueDir);
  await using outer = await openOuterEngine(options, () => undefined, signal);
  const { engine, forNested } = outer;
  const listed = await listCatalogue(engine, catalogue, { forNested, signal });
  const rows = listed.map((image) => [
    image.id,
    image.reference,
    image.present ? (image.origin ?? 'here') : '–',
    image.sizeBytes === undefined ? '' : formatBytes(image.sizeBytes),
    image.title,
  ]);
  output.answer(
    { images: listed },
    formatTable([['id', 'reference', 'from', 'size', 'what it is'], ...rows]),
  );
}

/** Pulls or builds; what is there and current is left alone. */
export async function prepareImages(
  ids: readonly string[],
  options: HomeOptions,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const { seats, catalogue } = await openSeats(options);
  await using _ = seats;
  const onProgress = makeLineProgress(tell);
  using __ = seats.onHealth(({ steps }) => steps.forEach(onProgress));
  const seat = await seats.findSeat({ party: homeParty, requirement: anySeat }, onProgress, signal);
  await seats.prepareImages(seat, ids.length > 0 ? ids : labImages(catalogue), onProgress, signal);
  output.answer({ prepared: ids.length > 0 ? ids : labImages(catalogue) }, ['All images are here.']);
}
