/** The way of one learner through the tasks of a session: what is done and how long it took, and where they are. Pure. */
import type { Standing } from '../../../lab/sessions/standing.ts';
import type { BoardLearner } from '../../../lab/wire/board.ts';
import type { SessionView } from '../../../lab/wire/sessions.ts';
import { type BoardModel, type Column, cellKey } from './board-model.ts';

export interface LearnerPath {
  readonly learner: BoardLearner;
  /** By column, in their order; undefined where nothing is known. */
  readonly standings: readonly (Standing | undefined)[];
  /** How long each task that is done took, in milliseconds, by column. */
  readonly took: ReadonlyMap<number, number>;
  /** The column of the task that they are at; undefined where all are done. */
  readonly at: number | undefined;
  /** When they came to it: as they did the task before, or as they joined, or the session opened. */
  readonly began: number;
}

export function pathOf(
  learner: BoardLearner,
  columns: readonly Column[],
  { cells, session }: { readonly cells: BoardModel['cells']; readonly session: Pick<SessionView, 'opens'> },
): LearnerPath {
  const standings = columns.map((column) => cells.get(cellKey(learner.person, column)));
  const begins = Math.max(Date.parse(learner.joinedAt), Date.parse(session.opens));
  const done = standings
    .flatMap((standing, column) =>
      standing?.status === 'done' ? [{ column, at: Date.parse(standing.since) }] : [],
    )
    .sort((one, other) => one.at - other.at);
  const took = new Map(
    done.map(({ column, at }, index) => [column, Math.max(0, at - (done[index - 1]?.at ?? begins))]),
  );
  return {
    learner,
    standings,
    took,
    at: taskAt(standings, columns),
    began: Math.max(begins, done.at(-1)?.at ?? begins),
  };
}

/**
 * The first task that is not done in the lab where something changed last: a check judges all tasks of its lab at once, so
 * that those behind say nothing. Where that lab is done, the first after it, and at last any that was left out.
 */
function taskAt(
  standings: readonly (Standing | undefined)[],
  columns: readonly Column[],
): number | undefined {
  const isLeft = (column: number) => standings[column]?.status !== 'done';
  const newest = standings.reduce<number | undefined>((last, standing, column) => {
    if (standing === undefined) return last;
    const since = last === undefined ? '' : (standings[last]?.since ?? '');
    return standing.since >= since ? column : last;
  }, undefined);
  const order = columns.map((_, column) => column);
  if (newest === undefined) return order[0];
  const lab = columns[newest]?.lab;
  return (
    order.find((column) => columns[column]?.lab === lab && isLeft(column)) ??
    order.find((column) => column > newest && isLeft(column)) ??
    order.find(isLeft)
  );
}
