import type { Check } from '../checks/check.ts';
import type { Grant } from '../manifest/grant.ts';
import type { ManifestData } from '../manifest/manifest.ts';
import type { Needs } from '../manifest/needs.ts';
import type { SeatKind } from '../seats/seat-kind.ts';
import type { Health, Runnable } from '../wire/host.ts';
import type { OnProgress, Seat } from './seat.ts';
import type { Suspension } from './suspension.ts';

/** What a lab asks of a seat. */
export interface SeatRequirement {
  readonly seat: 'any' | 'owned' | 'nested';
  readonly needs: Needs;
  readonly images: readonly string[];
  /** How far its effects are seen. */
  readonly scope: ManifestData['scope'];
  readonly grants: readonly Grant[];
  readonly checks: Readonly<Record<string, Pick<Check, 'expect' | 'acceptDeclared'>>>;
}

/** What every engine can do. */
export const anySeat: SeatRequirement = {
  seat: 'any',
  needs: { runtimes: [] },
  images: [],
  scope: 'project',
  grants: [],
  checks: {},
};

/** Who works in a seat where no party does: the home itself, which proves labs and brings images. */
export const homeParty = 'home';

/** Who wants a seat, and for what. */
export interface SeatRequest {
  /** A party of the store, or the home's own. */
  readonly party: string;
  readonly requirement: SeatRequirement;
  /**
   * Whether a seat that is made for this begins with the images of the lab, where it has a disk of its own: with a copy of a
   * prepared disk, where there is one, or `filled-first`, where there is none. It begins empty where it is not said.
   */
  readonly beginning?: 'where-prepared' | 'filled-first';
}

/** A seat of this home that runs. */
export interface RunningSeat {
  readonly id: string;
  readonly kind: SeatKind;
  /**
   * Undefined where the seat was suspended meanwhile: it isn't woken. Rejects with `engine-lost` if its engine is away.
   */
  open(signal: AbortSignal): Promise<Seat | undefined>;
}

/** Finds seats for labs. The command line makes one of the providers of `src/seats` and the image catalogue. */
export interface SeatDirectory {
  /** What the page shows of the engine while it is prepared, when it is there and when there is none. */
  health(): Health['engine'];
  onHealth(listener: (health: Health['engine']) => void): Disposable;
  /** Whether and where the lab would run; cheap, from what is known. `undefined` while that is not known yet. */
  runnable(requirement: SeatRequirement): Runnable | undefined;
  /**
   * The seat of the party: where seats are for many, no other party has it. Waits for the engine, wakes a seat that is
   * suspended, and rejects with `engine-absent` or `seat-unmet`.
   */
  findSeat(request: SeatRequest, onProgress: OnProgress, signal: AbortSignal): Promise<Seat>;
  /**
   * The seats of this home that run, of all parties; makes none, and leaves those out that are suspended. Rejects with
   * `engine-lost` where the engine around them is away.
   */
  listRunning(signal: AbortSignal): Promise<readonly RunningSeat[]>;
  /** Of the seat that the lab of the party is in. Undefined where that is never suspended, or is not there yet. */
  suspensionOf(request: SeatRequest): Suspension | undefined;
  /** Of every seat that can be suspended. */
  suspensions(): readonly Suspension[];
  /** Makes sure that images of the catalogue are in the seat's engine; rejects with `image-unavailable`. */
  prepareImages(
    seat: Seat,
    references: readonly string[],
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<void>;
}
