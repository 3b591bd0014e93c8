import type { Check } from '../check.ts';
import type { Grant } from '../grant.ts';
import type { ManifestData, Needs } from '../manifest.ts';
import type { Health, Runnable } from '../protocol.ts';
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
  readonly checks: Readonly<Record<string, Pick<Check, 'expect'>>>;
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

/** Finds seats for labs. The command line makes one of the providers of `src/seats` and the image catalogue. */
export interface SeatDirectory {
  /** What the page shows of the engine while it is prepared, when it is there and when there is none. */
  health(): Health['engine'];
  onHealth(listener: (health: Health['engine']) => void): Disposable;
  /** Whether and where the lab would run; cheap, from what is known. `undefined` while that is not known yet. */
  runnable(requirement: SeatRequirement): Runnable | undefined;
  /** Waits for the engine, wakes a seat that is suspended, and rejects with `engine-absent` or `seat-unmet`. */
  findSeat(requirement: SeatRequirement, onProgress: OnProgress, signal: AbortSignal): Promise<Seat>;
  /**
   * The seats of this home that run, opened; makes none, and leaves those alone that are suspended. Rejects with
   * `engine-lost` where the engine is away.
   */
  openRunning(signal: AbortSignal): Promise<readonly Seat[]>;
  /** Of the seat that the lab has or would get. Undefined for one that is never suspended, and while none is known. */
  suspensionOf(requirement: SeatRequirement): Suspension | undefined;
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
