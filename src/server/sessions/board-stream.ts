import type { Store } from '../../lab/ports/store.ts';
import type { BoardEvent } from '../../lab/wire/board.ts';
import type { Caller } from '../caller.ts';
import type { PageStream } from '../page-stream.ts';
import { boardActionsOf } from '../permissions.ts';
import { makeBoardQueue } from './board-queue.ts';
import type { Sight } from './board-sight.ts';
import type { Boards } from './boards.ts';

export interface BoardStreamParts {
  readonly store: Pick<Store, 'findSession'>;
  readonly boards: Boards;
}

/** What a caller sees of the board of a session. */
export function sightOf(store: BoardStreamParts['store'], caller: Caller, id: string): Sight {
  const session = store.findSession(id);
  return session === undefined ? [] : boardActionsOf(caller, session);
}

/** The board of a session as a caller sees it: whole, and then what changes. */
export function streamBoard(
  { store, boards }: BoardStreamParts,
  caller: Caller,
  id: string,
): PageStream<BoardEvent> {
  const queue = makeBoardQueue();
  return { queue, begin: () => boards.follow(id, sightOf(store, caller, id), queue.push) };
}
