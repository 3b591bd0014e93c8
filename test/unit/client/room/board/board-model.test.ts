import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellKey, columnsOf, foldBoard } from '../../../../../src/client/room/board/board-model.ts';
import { standingStatuses } from '../../../../../src/lab/sessions/standing.ts';
import type { BoardEvent } from '../../../../../src/lab/wire/board.ts';
import {
  learner,
  someBoard,
  someSession,
  someStanding,
  timeOf,
} from '../../../../fixtures/sessions/board.ts';

const whole = (more = {}): BoardEvent => ({ type: 'board', board: someBoard(more) });
const cell = (person: string, task: string, more = {}) => ({
  person,
  lab: 'start/one' as const,
  task,
  standing: { ...someStanding, ...more },
});

describe('the board after an event', () => {
  test('is nothing before the whole was told', () => {
    expect(foldBoard(undefined, { type: 'cells', cells: [cell('anna', 'a')] })).toBeUndefined();
  });

  test('has what changed, and the rest as it was', () => {
    const before = foldBoard(undefined, whole({ cells: [cell('anna', 'a'), cell('ben', 'a')] }));
    const changed = foldBoard(before, { type: 'cells', cells: [cell('anna', 'a', { status: 'done' })] });
    const statusOf = (person: string) =>
      changed?.cells.get(cellKey(person, { lab: 'start/one', task: 'a' }))?.status;
    expect([statusOf('anna'), statusOf('ben')]).toEqual(['done', 'failing']);
    // What is drawn from the one before is not changed under it.
    expect(before?.cells.get(cellKey('anna', { lab: 'start/one', task: 'a' }))?.status).toBe('failing');
    const joined = foldBoard(changed, { type: 'learners', removed: [], learners: [learner('anna')] });
    expect(joined?.learners).toHaveLength(1);
    expect(joined?.cells).toBe(changed?.cells);
    const paused = foldBoard(joined, { type: 'session', session: { ...someSession, phase: 'paused' } });
    expect(paused?.session.phase).toBe('paused');
  });

  test('is the whole one where that is told again', () => {
    const before = foldBoard(undefined, whole({ cells: [cell('anna', 'a')], learners: [learner('anna')] }));
    expect(foldBoard(before, whole())).toMatchObject({ learners: [], cells: new Map() });
  });

  test('has of each cell what was told last, however the cells are spread over events', () => {
    const cells = fc.array(
      fc.record({
        person: fc.constantFrom('anna', 'ben'),
        task: fc.constantFrom('a', 'b'),
        status: fc.constantFrom(...standingStatuses),
        minute: fc.nat(60),
      }),
    );
    fc.assert(
      fc.property(cells, fc.nat(5), (told, size) => {
        const all = told.map(({ person, task, status, minute }) =>
          cell(person, task, { status, since: timeOf(minute) }),
        );
        const chunks = Array.from({ length: Math.ceil(all.length / (size + 1)) }, (_, index) =>
          all.slice(index * (size + 1), (index + 1) * (size + 1)),
        );
        const folded = chunks.reduce(
          (board, cells) => foldBoard(board, { type: 'cells', cells }),
          foldBoard(undefined, whole()),
        );
        const wanted = new Map(all.map((each) => [cellKey(each.person, each), each.standing]));
        expect(folded?.cells).toEqual(wanted);
      }),
    );
  });
});

test('columns are the tasks of all labs, counted in each', () => {
  expect(columnsOf(someBoard()).map(({ lab, task, number }) => [lab, task, number])).toEqual([
    ['start/one', 'a', 1],
    ['start/one', 'b', 2],
    ['start/two', 'c', 1],
  ]);
});
