import type { Board, BoardEvent } from '../../lab/wire/board.ts';
import type { RoomSeats } from '../../runner/room/room-seats.ts';
import type { Activity } from './activity.ts';
import { BoardReader, type BoardReaderParts } from './board-reader.ts';
import { boardFor, eventFor, type Sight } from './board-sight.ts';

export interface BoardsParts extends BoardReaderParts {
  readonly activity: Activity;
  readonly seats: Pick<RoomSeats, 'waiting' | 'troubles' | 'onChange'>;
}

/** The boards of sessions, and whoever looks at them. */
export interface Boards extends Disposable {
  read(session: string, sight: Sight): Board;
  /** Tells the whole board at once, and then what changes. */
  follow(session: string, sight: Sight, tell: (event: BoardEvent) => void): Disposable;
  /** Tells the boards who did something lately. */
  tellActivity(): void;
  /** Tells the boards of a session all anew: its time has come, or somebody was held back. */
  tellAll(session: string): void;
}

/**
 * One listener to the store, and for each change one event, made once for however many look: ten boards cost little
 * more than one.
 */
export function makeBoards(parts: BoardsParts): Boards {
  const { store, activity, live, seats } = parts;
  const watched = new Map<string, Set<(event: BoardEvent) => void>>();

  const reader = new BoardReader(parts);

  const tell = (id: string, events: readonly BoardEvent[]) => {
    for (const listener of watched.get(id) ?? []) for (const event of events) listener(event);
  };
  const heard = store.onSessionChange((id, change) => {
    if (watched.has(id)) tell(id, reader.eventsOf(id, change));
  });
  const pointed = live.pointers.onChange((id) => tell(id, [reader.pointers(id)]));
  const mirrored = live.mirrors.onChange((id) => tell(id, [reader.mirror(id)]));
  const seatsHeard = seats.onChange(() => {
    for (const id of watched.keys()) tell(id, [reader.seats(id)]);
  });

  return {
    read: (id, sight) => boardFor(sight, reader.read(id)),
    follow(id, sight, tellAll) {
      const listener = (event: BoardEvent) => {
        const seen = eventFor(sight, event);
        if (seen !== undefined) tellAll(seen);
      };
      listener({ type: 'board', board: reader.read(id) });
      const listeners = watched.get(id) ?? new Set();
      watched.set(id, listeners.add(listener));
      return {
        [Symbol.dispose]: () => {
          listeners.delete(listener);
          if (listeners.size === 0) watched.delete(id);
        },
      };
    },
    tellActivity() {
      const changed = activity.takeChanged();
      if (changed.size === 0) return;
      for (const id of watched.keys()) {
        if (store.listJoined(id).some(({ person }) => changed.has(person.id)))
          tell(id, [reader.learners(id)]);
      }
    },
    tellAll: (id) => tell(id, watched.has(id) ? reader.eventsOf(id, { type: 'session' }) : []),
    [Symbol.dispose]: () => {
      for (const each of [heard, pointed, mirrored, seatsHeard]) each[Symbol.dispose]();
    },
  };
}
