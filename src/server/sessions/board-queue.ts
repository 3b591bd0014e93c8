import type { BoardEvent } from '../../lab/wire/board.ts';
import { type EventQueue, makeQueue, takeFirst } from '../event-queue.ts';

/**
 * What changes on a board, on its way to one page. A page that reads slowly gets fewer events, never old ones: of each
 * cell only the last waits, and of each list.
 */
export function makeBoardQueue(): EventQueue<BoardEvent> {
  const waiting = new Map<string, BoardEvent>();
  return makeQueue({
    put: (event) => {
      const before = waiting.get(event.type);
      waiting.set(event.type, before === undefined ? event : join(before, event));
    },
    next: () => takeFirst(waiting),
  });
}

function join(older: BoardEvent, newer: BoardEvent): BoardEvent {
  if (older.type !== 'cells' || newer.type !== 'cells') return newer;
  const cells = new Map(
    [...older.cells, ...newer.cells].map((cell) => [`${cell.person} ${cell.lab} ${cell.task}`, cell]),
  );
  return { type: 'cells', cells: [...cells.values()] };
}
