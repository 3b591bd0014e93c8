/** What of a board somebody sees, by what they may do on it. Pure. */
import type { Board, BoardAction, BoardEvent, BoardLearner } from '../../lab/wire/board.ts';
import type { SessionView } from '../../lab/wire/sessions.ts';

/** What somebody may do on a board, which says what they see of it beyond how everybody stands. */
export type Sight = readonly BoardAction[];

/** The code is for who may invite. */
const seesCode = (sight: Sight) => sight.includes('session.change');
/** What was pointed out to learners. */
const seesPointers = (sight: Sight) => sight.includes('pointer.send');
/**
 * What learners agreed to show to those who teach alone: what checks say, hands, when they did something, who asked to
 * look at what. All others see who is there and how tasks stand, as on a wall.
 */
const seesWork = (sight: Sight) => sight.includes('learner.read');

export function boardFor(sight: Sight, board: Board): Board {
  const session = seesCode(sight) ? board.session : withoutCode(board.session);
  const seen = { ...board, session, pointers: seesPointers(sight) ? board.pointers : [], may: [...sight] };
  if (seesWork(sight)) return seen;
  return {
    ...seen,
    learners: board.learners.map(withoutActivity),
    removed: board.removed.map(withoutActivity),
    cells: board.cells.map(withoutWords),
    hands: [],
    shares: [],
    seats: [],
  };
}

/** The event as somebody sees it; undefined where it is not for them. */
export function eventFor(sight: Sight, event: BoardEvent): BoardEvent | undefined {
  switch (event.type) {
    case 'board':
      return { ...event, board: boardFor(sight, event.board) };
    case 'session':
      return seesCode(sight) ? event : { ...event, session: withoutCode(event.session) };
    case 'pointers':
      return seesPointers(sight) ? event : undefined;
    case 'hands':
    case 'shares':
    case 'seats':
      return seesWork(sight) ? event : undefined;
    case 'cells':
      return seesWork(sight) ? event : { ...event, cells: event.cells.map(withoutWords) };
    case 'learners': {
      const { learners, removed } = event;
      if (seesWork(sight)) return event;
      return { ...event, learners: learners.map(withoutActivity), removed: removed.map(withoutActivity) };
    }
    case 'notices':
    case 'mirror':
    case 'shown':
      return event;
  }
}

const withoutCode = ({ code: _, ...session }: SessionView): SessionView => session;

const withoutActivity = ({ activeAt: _, ...learner }: BoardLearner): BoardLearner => learner;

/** Which check fails, what it said, and how often that was the same. */
const withoutWords = ({ standing, ...cell }: Board['cells'][number]): Board['cells'][number] => ({
  ...cell,
  standing: { ...standing, check: '', message: '', repeats: 0 },
});
