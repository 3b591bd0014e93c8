/** Seats that failed: of whom, why, and since when. Known of this server's life. */
import { DrydockError, type ErrorCode, type ErrorReport, reportError } from '../../lab/errors.ts';

/** What a learner can do nothing about: the seat, the engine in it, or the machine. */
const ours: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'engine-absent',
  'engine-lost',
  'engine-failed',
  'seat-unmet',
  'setup-failed',
  'disk-full',
  'networks-spent',
  'image-unavailable',
  'timed-out',
  'gate-breached',
  'internal',
]);

export interface SeatTrouble {
  readonly party: string;
  readonly error: ErrorReport;
  readonly since: Date;
}

export class SeatTroubles {
  readonly #known = new Map<string, SeatTrouble>();
  readonly #now: () => Date;
  readonly #onChange: () => void;

  constructor(now: () => Date, onChange: () => void) {
    this.#now = now;
    this.#onChange = onChange;
  }

  list(): readonly SeatTrouble[] {
    return [...this.#known.values()];
  }

  /** Something that needed the seat failed. What is a learner's own is no trouble of the seat's. */
  failed(party: string, error: ErrorReport): void {
    if (!ours.has(error.code)) return;
    const before = this.#known.get(party);
    if (before?.error.message === error.message) return;
    this.#known.set(party, { party, error, since: before?.since ?? this.#now() });
    this.#onChange();
  }

  /** The seat does what it should. */
  works(party: string): void {
    if (this.#known.delete(party)) this.#onChange();
  }

  /** Does something that needs the seat, and remembers how it failed. */
  async watch<T>(party: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof DrydockError) this.failed(party, reportError(error));
      throw error;
    }
  }
}
