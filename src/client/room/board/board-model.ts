/** What is known of a board: the whole as it was told first, with what changed since. Pure. */
import type { LabId } from '../../../lab/lab-id.ts';
import type { Standing } from '../../../lab/sessions/standing.ts';
import type { Board, BoardAction, BoardEvent } from '../../../lab/wire/board.ts';

export interface BoardModel extends Omit<Board, 'cells'> {
  /** Of each learner and task that anything is known of, by `cellKey`. */
  readonly cells: ReadonlyMap<string, Standing>;
}

/** Whether whoever looks may do something here: what they may not is not drawn. */
export const mayDo = ({ may }: Pick<BoardModel, 'may'>, action: BoardAction): boolean => may.includes(action);

/** A task as a column of the board. */
export interface Column {
  readonly lab: LabId;
  readonly labTitle: string;
  readonly task: string;
  readonly title: string;
  /** Among the tasks of its lab, from 1. */
  readonly number: number;
}

/** Which task a column is of. */
export const columnKey = ({ lab, task }: Pick<Column, 'lab' | 'task'>): string => `${lab} ${task}`;

export const cellKey = (person: string, column: Pick<Column, 'lab' | 'task'>): string =>
  `${person} ${columnKey(column)}`;

/** The board after an event. Undefined before the whole was told: what changed in nothing says nothing. */
export function foldBoard(before: BoardModel | undefined, event: BoardEvent): BoardModel | undefined {
  if (event.type === 'board') {
    const { cells, ...board } = event.board;
    return { ...board, cells: withCells(new Map(), cells) };
  }
  if (before === undefined) return undefined;
  switch (event.type) {
    case 'cells':
      return { ...before, cells: withCells(before.cells, event.cells) };
    case 'session':
      return { ...before, session: event.session };
    case 'learners':
      return { ...before, learners: event.learners, removed: event.removed };
    case 'hands':
      return { ...before, hands: event.hands };
    case 'notices':
      return { ...before, notices: event.notices };
    case 'shown': {
      const { shown: _, ...rest } = before;
      return { ...rest, ...(event.shown === undefined ? {} : { shown: event.shown }) };
    }
    case 'seats':
      return { ...before, seats: event.seats };
    case 'shares':
      return { ...before, shares: event.shares };
    case 'pointers':
      return { ...before, pointers: event.pointers };
    case 'mirror': {
      const { mirror: _, ...board } = before;
      return event.mirror === undefined ? board : { ...board, mirror: event.mirror };
    }
  }
}

export function columnsOf({ labs }: Pick<Board, 'labs'>): readonly Column[] {
  return labs.flatMap(({ id: lab, title: labTitle, tasks }) =>
    tasks.map(({ id: task, title }, index) => ({ lab, labTitle, task, title, number: index + 1 })),
  );
}

function withCells(
  before: ReadonlyMap<string, Standing>,
  cells: Board['cells'],
): ReadonlyMap<string, Standing> {
  const all = new Map(before);
  for (const cell of cells) all.set(cellKey(cell.person, cell), cell.standing);
  return all;
}
