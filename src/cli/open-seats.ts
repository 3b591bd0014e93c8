/** Opens the seats of a home without its store: what proofs, images and projects need, and a home with its labs too. */
import { join } from 'node:path';
import { loadCatalogue } from '../engine/images/catalogue.ts';
import type { SeatKind } from '../lab/seats/seat-kind.ts';
import { absentError, type ChosenEngine, chooseSeatProvider } from '../seats/choice/choose-provider.ts';
import { parseSeatSettings, type SeatOptions } from '../seats/choice/seat-settings.ts';
import { findHome } from '../seats/home.ts';
import { makeSeatDirectory } from '../seats/seat-directory.ts';
import { engineOf } from '../seats/seat-images.ts';
import { makeStoppedSeats } from '../seats/suspension/stopped-seats.ts';
import { askToInstall } from './ask-to-install.ts';
import { bringToNested, bringToOuter, imagesOfSeats, labImages } from './bring-images.ts';
import { root } from './root.ts';

/** What every command takes. */
export interface HomeOptions extends SeatOptions {
  readonly home?: string;
  readonly engine?: SeatKind;
  /** Install what is missing without asking. */
  readonly yes?: boolean;
  /** Other roots of labs and chapters than our own. */
  readonly labs?: string;
  readonly content?: string;
  /** A workspace of the reader's own for a lab's files. */
  readonly workspace?: string;
}

/** The first lab of the book can start while the others' images are still on their way. */
const firstLabImages = ['debian:trixie-slim'];

/** The recipes of the images that labs and seats use. */
export const catalogueDir = join(root, 'labs', 'images');

/** Which engine this home has, or would have; starts nothing, and records the choice only where told to. */
export async function chooseEngine(
  options: HomeOptions,
  { record } = { record: false },
): Promise<ChosenEngine> {
  return chooseSeatProvider({
    env: process.env,
    paths: findHome(process.env, options.home),
    references: labImages(await loadCatalogue(catalogueDir)),
    record,
    seats: parseSeatSettings(options),
    confirmInstall: askToInstall(options.yes ?? false),
    ...(options.engine ? { asked: options.engine } : {}),
  });
}

/** With a store, `localParty` is its person's. */
export async function openSeats(options: HomeOptions, localParty?: string) {
  const paths = findHome(process.env, options.home);
  const catalogue = await loadCatalogue(catalogueDir);
  const all = labImages(catalogue);
  let outerOwned = false;
  const seats = makeSeatDirectory({
    async choose() {
      const chosen = await chooseEngine(options, { record: true });
      if (!chosen.offered) throw absentError(chosen.decision);
      const { decision, offered } = chosen;
      outerOwned = (decision.kind === 'nested' ? decision.outer : decision.kind) === 'embedded';
      return { ...offered, letGo: () => chosen[Symbol.asyncDispose]() };
    },
    async prepareSeats(provider, onProgress, signal) {
      const outer = await provider.connect({ onProgress, signal });
      const { release } = engineOf(provider.seatClass, parseSeatSettings(options).engine);
      const references = imagesOfSeats(provider.kind, release);
      await bringToOuter({ catalogue, outer, outerOwned, references, onProgress, signal, forNested: false });
    },
    async prepareImages(seat, provider, references, onProgress, signal) {
      const outer = await provider.connect({ onProgress, signal });
      const request = { catalogue, outer, outerOwned, references, onProgress, signal };
      if (seat.kind === 'nested') await bringToNested({ ...request, seat });
      else await bringToOuter({ ...request, forNested: false });
    },
    first: firstLabImages,
    rest: all.filter((reference) => !firstLabImages.includes(reference)),
    stopped: makeStoppedSeats(paths.home),
    ...(localParty === undefined ? {} : { localParty }),
  });
  return { paths, catalogue, seats };
}
