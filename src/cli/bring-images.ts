/** Which images of the catalogue are wanted where, and how they get there. */

import type { ConnectedEngine } from '../engine/connect.ts';
import type { Catalogue } from '../engine/images/catalogue.ts';
import { type ImageEngine, makeImageEngine } from '../engine/images/image-engine.ts';
import { prepareImages } from '../engine/images/prepare.ts';
import { requirePrepared } from '../engine/images/prepare-request.ts';
import type { OnProgress, Seat } from '../lab/ports/seat.ts';
import { type SeatRelease, seatImages, seatReleases, workbenchImage } from '../seats/seat-images.ts';
import type { SeatProvider } from '../seats/seat-provider.ts';

/**
 * References of the images that labs use and that there are for this machine, in the order in which they are prepared.
 * `machine` is Node's word for it, as `process.arch` says.
 */
export function labImages({ images }: Catalogue, machine: string = process.arch): readonly string[] {
  const architecture = machine === 'x64' ? 'amd64' : machine;
  return images
    .filter(
      ({ purpose, likeness, platforms }) =>
        purpose === 'lab' &&
        (likeness.kind !== 'own' || platforms.some((platform) => platform === architecture)),
    )
    .map(({ reference }) => reference);
}

/**
 * What a machine without a registry needs, whatever its engine and whatever seats it will make: what labs use, the
 * workbench, and what seats of each release are made of.
 */
export function imagesToCarry(catalogue: Catalogue): readonly string[] {
  const seats = seatReleases.flatMap((release) => imagesOfSeats('nested', release));
  return [...new Set([...seats, ...labImages(catalogue)])];
}

/** What seats of a kind are made of. */
export function imagesOfSeats(kind: SeatProvider['kind'], release: SeatRelease): readonly string[] {
  return kind === 'nested' ? [workbenchImage, seatImages[release]] : [workbenchImage];
}

export interface BringImages {
  readonly catalogue: Catalogue;
  /** The engine that seats are made on, and whether all of it is ours. */
  readonly outer: ConnectedEngine;
  readonly outerOwned: boolean;
  readonly references: readonly string[];
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** Brings images into the engine on which seats are made. Rejects with what the first of them lacks. */
export async function bringToOuter(request: BringImages & { readonly forNested: boolean }): Promise<void> {
  const { catalogue, references, onProgress, signal, forNested } = request;
  const into = { ...outerEngine(request), catalogue, images: references, forNested };
  requirePrepared(await prepareImages(into, onProgress, signal));
}

/** Brings images into a seat that is an engine of its own, copied from or made in the one around it. */
export async function bringToNested(request: BringImages & { readonly seat: Seat }): Promise<void> {
  const { catalogue, references, onProgress, signal, seat, outer } = request;
  const into = {
    engine: seat.engine,
    owned: true,
    askRegistry: outer.askRegistry,
    source: outerEngine(request),
    catalogue,
    images: references,
  };
  requirePrepared(await prepareImages(into, onProgress, signal));
}

function outerEngine({ outer, outerOwned, catalogue }: BringImages): ImageEngine {
  return makeImageEngine(outer, { owned: outerOwned, catalogue });
}
