import { DrydockError } from '../../lab/errors.ts';
import type { BoardCell, Joined, SessionChange } from '../../lab/ports/session-store.ts';
import type { Store } from '../../lab/ports/store.ts';
import type { Session } from '../../lab/sessions/session.ts';
import type { Board, BoardEvent } from '../../lab/wire/board.ts';
import type { LabView } from '../../lab/wire/labs.ts';
import type { RoomSeats } from '../../runner/room/room-seats.ts';
import type { JoinAllowance } from '../login/join-allowance.ts';
import type { Activity } from './activity.ts';
import { boardFor, eventFor, type Sight } from './board-sight.ts';
import { helpedLabs } from './catch-up.ts';
import type { SessionLive } from './session-live.ts';
import {
  mostNotices,
  viewHand,
  viewLastShares,
  viewLearner,
  viewMirror,
  viewNotice,
  viewSeats,
  viewSession,
} from './session-views.ts';

export interface BoardsParts {
  readonly store: Store;
  readonly labs: () => readonly LabView[];
  readonly activity: Activity;
  readonly live: SessionLive;
  readonly heldBackAt: JoinAllowance['heldBackAt'];
  readonly seats: Pick<RoomSeats, 'waiting' | 'troubles' | 'onChange'>;
  readonly clock: () => Date;
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
export function makeBoards({ store, labs, activity, live, heldBackAt, seats, clock }: BoardsParts): Boards {
  const watched = new Map<string, Set<(event: BoardEvent) => void>>();

  const sessionOf = (id: string): Session => {
    const session = store.findSession(id);
    if (session === undefined) throw new DrydockError('not-found', { message: `There is no session ${id}.` });
    return session;
  };
  const learnersOf = (id: string) => {
    const helped = helpedLabs(store, id);
    const view = (joined: Joined) =>
      viewLearner(joined, activity.lastOf(joined.person.id), helped.get(joined.person.id));
    return { learners: store.listJoined(id).map(view), removed: store.listRemoved(id).map(view) };
  };
  const shownOf = (id: string) => {
    const shown = store.shownNow(id);
    return shown === undefined ? {} : { shown };
  };
  const cellsOf = (id: string, cells: readonly BoardCell[]) => {
    const all = [...store.listJoined(id), ...store.listRemoved(id)];
    const people = new Map(all.map(({ person, party }) => [party.id, person.id]));
    return cells.flatMap(({ party, ...cell }) => {
      const person = people.get(party);
      return person === undefined ? [] : [{ person, ...cell }];
    });
  };
  const seatsOf = (id: string) => viewSeats(store.listJoined(id), seats);
  const handsOf = (id: string) => store.listHands(id).map(viewHand);
  const noticesOf = (id: string) => store.listNotices(id, mostNotices).map(viewNotice);
  const read = (id: string): Board => {
    const session = sessionOf(id);
    const held = heldBackAt(id);
    const known = new Map(labs().map((lab) => [lab.id, lab]));
    return {
      session: viewSession(store, session, clock()),
      labs: session.labs.map((lab) => ({
        id: lab,
        title: known.get(lab)?.title ?? lab,
        tasks: (known.get(lab)?.tasks ?? []).map(({ id: task, title }) => ({ id: task, title })),
      })),
      ...learnersOf(id),
      cells: cellsOf(id, store.readBoard(id)),
      hands: handsOf(id),
      notices: noticesOf(id),
      shares: viewLastShares(store, id),
      pointers: [...live.pointers.list(id)],
      ...viewMirror(live, id),
      may: [],
      seats: seatsOf(id),
      ...shownOf(id),
      ...(held === undefined ? {} : { heldBackAt: held.toISOString() }),
    };
  };

  const eventsOf = (id: string, change: SessionChange): readonly BoardEvent[] => {
    const session = (): BoardEvent => ({
      type: 'session',
      session: viewSession(store, sessionOf(id), clock()),
    });
    switch (change.type) {
      case 'cells':
        return [{ type: 'cells', cells: cellsOf(id, change.cells) }];
      case 'hands':
        return [{ type: 'hands', hands: handsOf(id) }];
      case 'notices':
        return [{ type: 'notices', notices: noticesOf(id) }];
      case 'shares':
        return [{ type: 'shares', shares: viewLastShares(store, id) }];
      case 'joined':
        return [session(), { type: 'learners', ...learnersOf(id) }];
      case 'done':
        if (change.kind === 'stuck-rule') return [session()];
        if (change.kind === 'caught-up') return [{ type: 'learners', ...learnersOf(id) }];
        return change.kind.startsWith('shown') ? [{ type: 'shown', ...shownOf(id) }] : [];
      case 'consent':
        return [];
      case 'session':
        // Its labs may be others now, and with them the columns.
        return [{ type: 'board', board: read(id) }];
    }
  };
  const tell = (id: string, events: readonly BoardEvent[]) => {
    for (const listener of watched.get(id) ?? []) for (const event of events) listener(event);
  };
  const heard = store.onSessionChange((id, change) => {
    if (watched.has(id)) tell(id, eventsOf(id, change));
  });
  const pointed = live.pointers.onChange((id) =>
    tell(id, [{ type: 'pointers', pointers: [...live.pointers.list(id)] }]),
  );
  const mirrored = live.mirrors.onChange((id) => tell(id, [{ type: 'mirror', ...viewMirror(live, id) }]));
  const seatsHeard = seats.onChange(() => {
    for (const id of watched.keys()) tell(id, [{ type: 'seats', seats: seatsOf(id) }]);
  });

  return {
    read: (id, sight) => boardFor(sight, read(id)),
    follow(id, sight, tellAll) {
      const listener = (event: BoardEvent) => {
        const seen = eventFor(sight, event);
        if (seen !== undefined) tellAll(seen);
      };
      listener({ type: 'board', board: read(id) });
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
          tell(id, [{ type: 'learners', ...learnersOf(id) }]);
      }
    },
    tellAll: (id) => tell(id, watched.has(id) ? eventsOf(id, { type: 'session' }) : []),
    [Symbol.dispose]: () => {
      for (const each of [heard, pointed, mirrored, seatsHeard]) each[Symbol.dispose]();
    },
  };
}
