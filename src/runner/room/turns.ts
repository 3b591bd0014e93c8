/** Who waits for a seat, in the order in which they asked. */

/** Where somebody stands in a queue: the third of seven. */
export interface QueuePlace {
  readonly at: number;
  readonly of: number;
}

/** A turn, given or waited for. Disposing gives it back, or leaves the queue. */
export interface Turn extends Disposable {
  readonly isGiven: boolean;
  /** Resolves once it is given. Stays pending where the queue is left before. */
  readonly given: Promise<void>;
}

export interface TurnsParts {
  /** How many have a turn at once. */
  readonly atOnce: number;
  /** Whether one more fits, beside those who have a turn now. */
  readonly hasRoom: (inside: readonly string[]) => boolean;
  /** Somebody came, left, or moved. */
  readonly onMove: () => void;
}

interface Waiter {
  readonly party: string;
  readonly give: () => void;
  /** Told its place whenever it is another one. */
  readonly tell: (place: QueuePlace) => void;
  told: string;
}

/** Gives turns first come, first served. Nobody overtakes, whoever fits. */
export class Turns {
  readonly #parts: TurnsParts;
  readonly #inside = new Map<Waiter, string>();
  #waiting: readonly Waiter[] = [];
  /** Who waited as it was told last. */
  #told = '';

  constructor(parts: TurnsParts) {
    this.#parts = parts;
  }

  /** Those who wait, the next one first. */
  get waiting(): readonly string[] {
    return this.#waiting.map(({ party }) => party);
  }

  /** Asks for a turn. `tell` hears the place in the queue, where there is one. */
  ask(party: string, tell: (place: QueuePlace) => void): Turn {
    const { promise: given, resolve: give } = Promise.withResolvers<void>();
    const waiter: Waiter = { party, give, tell, told: '' };
    this.#waiting = [...this.#waiting, waiter];
    this.advance();
    const isInside = () => this.#inside.has(waiter);
    return {
      given,
      get isGiven() {
        return isInside();
      },
      [Symbol.dispose]: () => this.#leave(waiter),
    };
  }

  /** Gives turns to those who fit, and tells the others their places. */
  advance(): void {
    for (let [next] = this.#waiting; next !== undefined && this.#fits(); [next] = this.#waiting) {
      this.#waiting = this.#waiting.slice(1);
      this.#inside.set(next, next.party);
      next.give();
    }
    const of = this.#waiting.length;
    for (const [index, waiter] of this.#waiting.entries()) {
      const place = { at: index + 1, of };
      const told = `${place.at} ${of}`;
      if (waiter.told === told) continue;
      waiter.told = told;
      waiter.tell(place);
    }
    const now = this.waiting.join(' ');
    if (now === this.#told) return;
    this.#told = now;
    this.#parts.onMove();
  }

  #fits(): boolean {
    const { atOnce, hasRoom } = this.#parts;
    return this.#inside.size < atOnce && hasRoom([...this.#inside.values()]);
  }

  #leave(waiter: Waiter): void {
    const had = this.#inside.delete(waiter) || this.#waiting.includes(waiter);
    this.#waiting = this.#waiting.filter((each) => each !== waiter);
    if (had) this.advance();
  }
}

/** `3rd of 7`: the place as it is said. */
export function placeWords({ at, of }: QueuePlace): string {
  const tens = Math.floor(at / 10) % 10;
  const ending = tens === 1 ? 'th' : (['th', 'st', 'nd', 'rd'][at % 10] ?? 'th');
  return `${at}${ending} of ${of}`;
}
