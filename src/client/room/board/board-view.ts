/** What an instructor looks at: rows of cells, the pace of the room, and who needs somebody. Pure. */
import type { Standing } from '../../../lab/sessions/standing.ts';
import { medianOf, type Presence, presenceAt, type StuckRule } from '../../../lab/sessions/stuck.ts';
import type { BoardLearner, BoardSeat } from '../../../lab/wire/board.ts';
import type { HandView } from '../../../lab/wire/sessions.ts';
import { type BoardModel, type Column, columnsOf, mayDo } from './board-model.ts';
import { type LearnerPath, pathOf } from './learner-path.ts';

/** `at`: they are at it, and nothing was checked. `none`: not reached, or not at it. */
export type CellStatus = Standing['status'] | 'at' | 'none';

export interface CellView {
  readonly status: CellStatus;
  /** It is the task that they are at. */
  readonly current: boolean;
  readonly stuck: boolean;
  /** How long it took where it is done, else since when it is so; undefined where that says nothing. */
  readonly minutes: number | undefined;
  readonly standing: Standing | undefined;
}

export interface RowView {
  readonly learner: BoardLearner;
  /** All tasks are done. */
  readonly finished: boolean;
  readonly presence: Presence;
  readonly cells: readonly CellView[];
}

/** How the room does at one task. */
export interface PaceView {
  readonly at: number;
  readonly done: number;
  /** Of those who have done it, in minutes. */
  readonly medianMinutes: number | undefined;
}

/** Somebody at a task that does not go on. */
export interface NeedView {
  readonly learner: BoardLearner;
  readonly column: Column;
  readonly standing: Standing | undefined;
  readonly minutes: number;
}

/** A learner whose seat failed, or who waits for one. */
export interface SeatNeed {
  readonly learner: BoardLearner;
  readonly seat: BoardSeat;
  /** Since it failed; undefined of who waits. */
  readonly minutes: number | undefined;
}

export interface BoardView {
  readonly columns: readonly Column[];
  readonly rows: readonly RowView[];
  readonly pace: readonly PaceView[];
  readonly hands: readonly HandView[];
  readonly stuck: readonly NeedView[];
  readonly ours: readonly NeedView[];
  /** Those that failed come first, the longest first; then the queue. */
  readonly seats: readonly SeatNeed[];
}

export function viewBoard(model: BoardModel, now: number): BoardView {
  const rule = model.session.stuck;
  const columns = columnsOf(model);
  const paths = model.learners.map((learner) => pathOf(learner, columns, model));
  const times = columns.map((_, column) =>
    paths.flatMap(({ took }) => {
      const ms = took.get(column);
      return ms === undefined ? [] : [ms];
    }),
  );
  // While nobody can work, nobody is stuck.
  const isOpen = model.session.phase === 'open';
  const seesWork = mayDo(model, 'learner.read');
  const rows = paths.map((path) => viewRow(path, times, { now, rule, isOpen, seesWork }));
  const stuck = paths.flatMap((path, index) =>
    rows[index]?.presence === 'stuck' && path.at !== undefined ? needAt(path, path.at, columns, now) : [],
  );
  // What broke is ours wherever it is, also where nobody is held up by it yet.
  const ours = paths.flatMap((path) =>
    path.standings.flatMap((standing, column) =>
      standing?.status === 'ours' ? needAt(path, column, columns, now) : [],
    ),
  );
  return {
    columns,
    rows,
    pace: columns.map((_, column) => ({
      at: paths.filter(({ at }) => at === column).length,
      done: paths.filter(({ standings }) => standings[column]?.status === 'done').length,
      medianMinutes: minutesOf(medianOf(times[column] ?? [])),
    })),
    hands: model.hands,
    stuck: stuck.sort((one, other) => weightOf(other) - weightOf(one) || other.minutes - one.minutes),
    seats: seatsOf(model, now),
    ours: ours.sort((one, other) => other.minutes - one.minutes),
  };
}

function seatsOf({ seats, learners }: BoardModel, now: number): readonly SeatNeed[] {
  return seats.flatMap((seat) => {
    const learner = learners.find(({ person }) => person === seat.person);
    const failedMs = seat.since === undefined ? undefined : now - Date.parse(seat.since);
    return learner === undefined ? [] : [{ learner, seat, minutes: minutesOf(failedMs) }];
  });
}

interface At {
  readonly now: number;
  readonly rule: StuckRule;
  readonly isOpen: boolean;
  /** Who is told neither what checks say nor when somebody did something is not told who is stuck or away. */
  readonly seesWork: boolean;
}

function viewRow(
  { learner, standings, took, at, began }: LearnerPath,
  times: readonly (readonly number[])[],
  { now, rule, isOpen, seesWork }: At,
): RowView {
  const active = learner.activeAt === undefined ? undefined : Date.parse(learner.activeAt);
  const standing = at === undefined ? undefined : standings[at];
  const others = at === undefined ? [] : (times[at] ?? []);
  const seen = presenceAt({ standing, began, active, others }, now, rule);
  const isKnown = seesWork && (seen !== 'stuck' || (isOpen && at !== undefined));
  const presence = seen === 'ours' || isKnown ? seen : 'working';
  const cells = standings.map((known, column): CellView => {
    const current = column === at;
    const status = known?.status ?? (current ? 'at' : 'none');
    const since = status === 'at' ? began : Date.parse(known?.since ?? '');
    const lasted = status === 'done' ? took.get(column) : current ? now - since : undefined;
    return {
      status,
      current,
      stuck: current && presence === 'stuck',
      minutes: minutesOf(lasted),
      standing: known,
    };
  });
  return { learner, finished: at === undefined, presence, cells };
}

function needAt(
  { learner, standings, began }: LearnerPath,
  at: number,
  columns: readonly Column[],
  now: number,
): readonly NeedView[] {
  const column = columns[at];
  if (column === undefined) return [];
  const standing = standings[at];
  const since = standing === undefined ? began : Date.parse(standing.since);
  return [{ learner, column, standing, minutes: minutesOf(now - since) ?? 0 }];
}

/** Who waits longest for most comes first. A task that was not checked yet has a point to lose. */
const weightOf = ({ minutes, standing }: NeedView): number =>
  minutes * Math.max(1, (standing?.of ?? 1) - (standing?.earned ?? 0));

const minutesOf = (ms: number | undefined): number | undefined =>
  ms === undefined ? undefined : Math.max(0, Math.floor(ms / 60_000));
