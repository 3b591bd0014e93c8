/** Seats for a room: those of the machine, with what a room asks of them. */
import { anySeat, type SeatDirectory } from '../../lab/ports/seat-directory.ts';
import type { LabRunner } from '../lab-runner.ts';
import { makeQueueingRunner } from './queueing-runner.ts';
import { type SeatTrouble, SeatTroubles } from './seat-troubles.ts';
import { Turns } from './turns.ts';

/** What a server with many people asks of seats. */
export interface RoomSeats {
  /** Lets go of the seat of a party in which nothing runs, or of its place in the queue: it is stopped, and what is stored in it stays. */
  free(party: string): Promise<void>;
  /** Parties that wait for a seat, the next one first. */
  waiting(): readonly string[];
  troubles(): readonly SeatTrouble[];
  /** Hears that somebody waits, or does not any more, and of each trouble. */
  onChange(listener: () => void): Disposable;
}

export interface RoomSeatsParts {
  readonly seats: Pick<SeatDirectory, 'suspensionOf' | 'suspensions'>;
  readonly runner: LabRunner;
  /** How many seats are opened at once: more would keep each of them waiting. */
  readonly atOnce: number;
  /** How many seats there are that are not stopped; no bound where it is not said. */
  readonly most?: number;
  readonly now: () => Date;
  readonly newId: () => string;
  /** How often it is looked whether there is room, while somebody waits. */
  readonly everyMs: number;
  /** Stops seats in which nobody is, where somebody waits because of `most`. Never rejects. */
  readonly makeRoom: () => Promise<void>;
}

/** Disposing leaves the queue to nobody: who waited asks again. */
export function makeRoomSeats(parts: RoomSeatsParts): RoomSeats &
  Disposable & {
    /** Gives seats in turn: what a server asks in the place of `parts.runner`. */
    readonly runner: LabRunner;
  } {
  const { seats, most, now, newId, atOnce, everyMs } = parts;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const suspensionOf = (party: string) => seats.suspensionOf({ party, requirement: anySeat });
  const hasRoom = (inside: readonly string[]) => {
    if (most === undefined) return true;
    const there = seats.suspensions().filter(({ state }) => state !== 'stopped').length;
    const coming = inside.filter((party) => (suspensionOf(party)?.state ?? 'stopped') === 'stopped').length;
    return there + coming < most;
  };
  const turns = new Turns({ atOnce, hasRoom, onMove: tell });
  const troubles = new SeatTroubles(now, tell);
  const looking = setInterval(() => {
    if (turns.waiting.length === 0) return;
    turns.advance();
    if (turns.waiting.length > 0 && !hasRoom([])) void parts.makeRoom();
  }, everyMs).unref();
  const queueing = makeQueueingRunner({
    runner: parts.runner,
    turns,
    troubles,
    // A seat that is there is its party's: nobody waits for what they have.
    needsTurn: (party) => (suspensionOf(party)?.state ?? 'stopped') === 'stopped',
    now,
    newId,
  });
  return {
    runner: queueing,
    async free(party) {
      queueing.leaveQueue(party);
      const suspension = suspensionOf(party);
      if (suspension === undefined || suspension.state === 'stopped') return;
      await suspension.suspend('stopped', () => Promise.resolve());
      turns.advance();
    },
    waiting: () => turns.waiting,
    troubles: () => troubles.list(),
    onChange(listener) {
      const own = () => listener();
      listeners.add(own);
      return { [Symbol.dispose]: () => void listeners.delete(own) };
    },
    [Symbol.dispose]: () => clearInterval(looking),
  };
}
