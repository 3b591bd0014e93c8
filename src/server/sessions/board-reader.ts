/** What stands on the board of a session: all of it, and what of it a change makes anew. */
import { DrydockError } from '../../lab/errors.ts';
import type { BoardCell, Joined, SessionChange } from '../../lab/ports/session-store.ts';
import type { Store } from '../../lab/ports/store.ts';
import type { Session } from '../../lab/sessions/session.ts';
import type { Board, BoardEvent } from '../../lab/wire/board.ts';
import type { LabView } from '../../lab/wire/labs.ts';
import type { RoomSeats } from '../../runner/room/room-seats.ts';
import type { JoinAllowance } from '../login/join-allowance.ts';
import type { Activity } from './activity.ts';
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

export interface BoardReaderParts {
  readonly store: Store;
  readonly labs: () => readonly LabView[];
  readonly activity: Pick<Activity, 'lastOf'>;
  readonly live: SessionLive;
  readonly heldBackAt: JoinAllowance['heldBackAt'];
  readonly seats: Pick<RoomSeats, 'waiting' | 'troubles'>;
  readonly clock: () => Date;
}

export class BoardReader {
  readonly #parts: BoardReaderParts;

  constructor(parts: BoardReaderParts) {
    this.#parts = parts;
  }

  /** The whole board. Throws `not-found`. */
  read(id: string): Board {
    const { store, labs, live, heldBackAt, clock } = this.#parts;
    const session = this.#sessionOf(id);
    const held = heldBackAt(id);
    const known = new Map(labs().map((lab) => [lab.id, lab]));
    return {
      session: viewSession(store, session, clock()),
      labs: session.labs.map((lab) => ({
        id: lab,
        title: known.get(lab)?.title ?? lab,
        tasks: (known.get(lab)?.tasks ?? []).map(({ id: task, title }) => ({ id: task, title })),
      })),
      ...this.#learnersOf(id),
      cells: this.#cellsOf(id, store.readBoard(id)),
      hands: this.#handsOf(id),
      notices: this.#noticesOf(id),
      shares: viewLastShares(store, id),
      pointers: [...live.pointers.list(id)],
      ...viewMirror(live, id),
      may: [],
      seats: this.#seatsOf(id),
      ...this.#shownOf(id),
      ...(held === undefined ? {} : { heldBackAt: held.toISOString() }),
    };
  }

  /** What a change in the store makes anew. */
  eventsOf(id: string, change: SessionChange): readonly BoardEvent[] {
    switch (change.type) {
      case 'cells':
        return [{ type: 'cells', cells: this.#cellsOf(id, change.cells) }];
      case 'hands':
        return [{ type: 'hands', hands: this.#handsOf(id) }];
      case 'notices':
        return [{ type: 'notices', notices: this.#noticesOf(id) }];
      case 'shares':
        return [{ type: 'shares', shares: viewLastShares(this.#parts.store, id) }];
      case 'joined':
        return [this.#session(id), this.learners(id)];
      case 'done':
        if (change.kind === 'stuck-rule') return [this.#session(id)];
        if (change.kind === 'caught-up') return [this.learners(id)];
        return change.kind.startsWith('shown') ? [{ type: 'shown', ...this.#shownOf(id) }] : [];
      case 'consent':
        return [];
      case 'session':
        // Its labs may be others now, and with them the columns.
        return [{ type: 'board', board: this.read(id) }];
    }
  }

  learners(id: string): BoardEvent {
    return { type: 'learners', ...this.#learnersOf(id) };
  }

  pointers(id: string): BoardEvent {
    return { type: 'pointers', pointers: [...this.#parts.live.pointers.list(id)] };
  }

  mirror(id: string): BoardEvent {
    return { type: 'mirror', ...viewMirror(this.#parts.live, id) };
  }

  seats(id: string): BoardEvent {
    return { type: 'seats', seats: this.#seatsOf(id) };
  }

  #session(id: string): BoardEvent {
    const { store, clock } = this.#parts;
    return { type: 'session', session: viewSession(store, this.#sessionOf(id), clock()) };
  }

  #sessionOf(id: string): Session {
    const session = this.#parts.store.findSession(id);
    if (session === undefined) throw new DrydockError('not-found', { message: `There is no session ${id}.` });
    return session;
  }

  #learnersOf(id: string) {
    const { store, activity } = this.#parts;
    const helped = helpedLabs(store, id);
    const view = (joined: Joined) =>
      viewLearner(joined, activity.lastOf(joined.person.id), helped.get(joined.person.id));
    return { learners: store.listJoined(id).map(view), removed: store.listRemoved(id).map(view) };
  }

  #cellsOf(id: string, cells: readonly BoardCell[]) {
    const { store } = this.#parts;
    const all = [...store.listJoined(id), ...store.listRemoved(id)];
    const people = new Map(all.map(({ person, party }) => [party.id, person.id]));
    return cells.flatMap(({ party, ...cell }) => {
      const person = people.get(party);
      return person === undefined ? [] : [{ person, ...cell }];
    });
  }

  #shownOf(id: string) {
    const shown = this.#parts.store.shownNow(id);
    return shown === undefined ? {} : { shown };
  }

  #seatsOf(id: string) {
    const { store, seats } = this.#parts;
    return viewSeats(store.listJoined(id), seats);
  }

  #handsOf(id: string) {
    return this.#parts.store.listHands(id).map(viewHand);
  }

  #noticesOf(id: string) {
    return this.#parts.store.listNotices(id, mostNotices).map(viewNotice);
  }
}
