import type { ConnectedEngine } from '../engine/connect.ts';
import type { OnProgress, Seat, SeatKind } from '../lab/ports/seat.ts';
import type { SeatClass } from '../lab/seat-class.ts';

export interface OpenOptions {
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
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

/** One way to have seats. Disposing lets go of connections; engines and seats go on. */
export interface SeatProvider extends AsyncDisposable {
  readonly kind: SeatKind;
  readonly seatClass: SeatClass;
  /** Everything on its engines is ours. */
  readonly owned: boolean;
  /**
   * The engine on which seats are made, started if it is ours and stands still. The images of workbench and seat
   * have to be there before a seat is opened.
   */
  connect(options?: OpenOptions): Promise<ConnectedEngine>;
  /** Whether that engine answers now. Starts nothing. */
  isRunning(): Promise<boolean>;
  /** Makes the seat, or finds it. `id` is letters, digits, `-` and `_`. */
  open(id: string, options?: OpenOptions): Promise<Seat>;
  /** The seats of this home, found by their labels. Starts nothing: none where the engine does not run. */
  list(): Promise<readonly FoundSeat[]>;
  /** Ends seats and an engine of our own; what they stored stays. Starts nothing. */
  stop(): Promise<void>;
  /** Removes all that is ours, stored things included, and nothing else. Starts nothing. */
  clean(): Promise<RemovedCount>;
}
