import type { ConnectedEngine } from '../engine/connect.ts';
import type { OnProgress, Seat } from '../lab/ports/seat.ts';
import type { SuspendedAs } from '../lab/ports/suspension.ts';
import type { SeatClass } from '../lab/seats/seat-class.ts';
import type { SeatKind } from '../lab/seats/seat-kind.ts';
import type { ImageStore, SeatRelease } from './seat-images.ts';

export interface OpenOptions {
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
  /** What a seat has from the beginning, where one is made and has a disk of its own. Others begin empty. */
  readonly beginning?: Beginning;
}

/** Images that are on the disk of a seat as it begins, so that nobody waits for them to be copied. */
export interface Beginning {
  readonly images: readonly string[];
  /**
   * Brings them into a seat that is nobody's, where no such disk is there: its disk is what this seat and others begin with.
   * Absent, the seat begins empty then.
   */
  readonly fill?: (seat: Seat, signal: AbortSignal) => Promise<void>;
}

export interface FoundSeat {
  readonly id: string;
  readonly state: 'running' | 'paused' | 'stopped';
}

/** How many things of ours went. */
export interface RemovedCount {
  readonly containers: number;
  readonly networks: number;
  readonly volumes: number;
}

/** Seats that are made before anybody asks. */
export interface PoolState {
  /** How many there should be. */
  readonly size: number;
  /** How many would be given to somebody at once. */
  readonly ready: number;
  /** Why no more are made now. */
  readonly standsStill?: string;
}

export interface WarmOptions {
  readonly size: number;
  /** What a seat gets before it is called ready. */
  readonly fill?: (seat: Seat, signal: AbortSignal) => Promise<void>;
  /** The images that it gets by `fill`. Of several seats all begin with them; the first is ready later for it. */
  readonly images?: readonly string[];
  /** Told whenever it is another. */
  readonly onState?: (state: PoolState) => void;
  /** None is made while less of the disk is free than this part of it; 0.15 unless said. */
  readonly minFreeDisk?: number;
}

/** Disposing ends the making of seats; those that are there stay. */
export interface SeatPool extends AsyncDisposable {
  state(): PoolState;
}

/** One way to have seats. Disposing lets go of connections; engines and seats go on. */
export interface SeatProvider extends AsyncDisposable {
  readonly kind: SeatKind;
  readonly seatClass: SeatClass;
  /** Everything on its engines is ours. */
  readonly owned: boolean;
  /** What keeps the images of its seats, where that is chosen with them and not found. */
  readonly imageStore?: ImageStore;
  /** Whose Engine and Compose its seats have, where that is chosen with them. */
  readonly release?: SeatRelease;
  /**
   * The engine on which seats are made, started if it is ours and stands still. The images of workbench and seat
   * have to be there before a seat is opened.
   */
  connect(options?: OpenOptions): Promise<ConnectedEngine>;
  /** Whether that engine answers now. Starts nothing. */
  isRunning(): Promise<boolean>;
  /**
   * Makes or finds the seat, or claims one of the pool. `id`: letters, digits, `-` and `_`, not beginning with `pool-`.
   */
  open(id: string, options?: OpenOptions): Promise<Seat>;
  /**
   * Keeps so many seats ready from now on, and removes those that are too many. One pool a provider. Absent where
   * seats are no containers of their own.
   */
  warm?(options: WarmOptions): SeatPool;
  /** The seats that people of this home have, found by labels. Starts nothing: none where the engine does not run. */
  list(): Promise<readonly FoundSeat[]>;
  /**
   * Pauses a seat, so that nothing in it runs and all of it is kept, or stops it, which ends what runs in it; `open`
   * brings it back. Nothing to do for one that is so already, is stopped, or is not there. Starts nothing. Absent
   * where seats cannot be suspended.
   */
  suspend?(id: string, as: SuspendedAs): Promise<void>;
  /** Ends seats and an engine of our own; what they stored stays. Starts nothing. */
  stop(): Promise<void>;
  /** Removes all that is ours, stored things included, and nothing else. Starts nothing. */
  clean(): Promise<RemovedCount>;
}
