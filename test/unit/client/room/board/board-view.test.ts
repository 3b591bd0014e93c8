import { describe, expect, test } from 'vitest';
import { foldBoard } from '../../../../../src/client/room/board/board-model.ts';
import { viewBoard } from '../../../../../src/client/room/board/board-view.ts';
import { columnName, describeCell } from '../../../../../src/client/room/board/board-words.ts';
import type { LabId } from '../../../../../src/lab/lab-id.ts';
import type { Standing } from '../../../../../src/lab/sessions/standing.ts';
import { ruleWords, usualStuckRule } from '../../../../../src/lab/sessions/stuck.ts';
import type { Board } from '../../../../../src/lab/wire/board.ts';
import {
  learner,
  nine,
  someBoard,
  someSession,
  someStanding,
  timeOf,
} from '../../../../fixtures/sessions/board.ts';

const labs: Readonly<Record<string, LabId>> = { a: 'start/one', b: 'start/one', c: 'start/two' };
function cell(
  person: string,
  task: string,
  status: Standing['status'],
  minute: number,
  more: Partial<Standing> = {},
) {
  const words = status === 'done' ? { check: '', message: '', repeats: 0 } : {};
  const standing = { ...someStanding, status, since: timeOf(minute), ...words, ...more };
  return { person, lab: labs[task] ?? 'start/one', task, standing };
}
const active = (minute: number) => ({ activeAt: timeOf(minute) });

/** The board as it is seen so many minutes after it opened. */
function seen(minute: number, more: Partial<Board>) {
  const model = foldBoard(undefined, { type: 'board', board: someBoard(more) });
  if (model === undefined) throw new Error('there is a board');
  return viewBoard(model, nine + minute * 60_000);
}
const statuses = (minute: number, more: Partial<Board>) =>
  seen(minute, more).rows[0]?.cells.map(({ status, current, minutes }) => [status, current, minutes]);

describe('a row', () => {
  test('of somebody who has done nothing is at the first task since they joined', () => {
    expect(statuses(7, { learners: [learner('anna', { joinedAt: timeOf(2) })] })).toEqual([
      ['at', true, 5],
      ['none', false, undefined],
      ['none', false, undefined],
    ]);
  });

  test('of somebody who joined before it opened counts from the opening', () => {
    expect(statuses(3, { learners: [learner('anna', { joinedAt: timeOf(-30) })] })?.[0]).toEqual([
      'at',
      true,
      3,
    ]);
  });

  test('has how long each task took, from the one done before', () => {
    const cells = [cell('anna', 'a', 'done', 4), cell('anna', 'b', 'done', 14)];
    expect(statuses(20, { learners: [learner('anna')], cells })).toEqual([
      ['done', false, 4],
      ['done', false, 10],
      ['at', true, 6],
    ]);
  });

  test('is at the first task of its lab that is not done: a check judges those behind too', () => {
    const cells = [cell('anna', 'a', 'failing', 5), cell('anna', 'b', 'failing', 5)];
    expect(statuses(8, { learners: [learner('anna')], cells })).toEqual([
      ['failing', true, 3],
      ['failing', false, undefined],
      ['none', false, undefined],
    ]);
  });

  test('is in the lab where something changed last, also where one before was left out', () => {
    const cells = [cell('anna', 'a', 'failing', 5), cell('anna', 'c', 'failing', 9)];
    expect(statuses(10, { learners: [learner('anna')], cells })?.map(([, current]) => current)).toEqual([
      false,
      false,
      true,
    ]);
    const left = [
      cell('anna', 'a', 'failing', 5),
      cell('anna', 'b', 'done', 6),
      cell('anna', 'c', 'done', 9),
    ];
    expect(statuses(10, { learners: [learner('anna')], cells: left })?.[0]?.[1]).toBe(true);
  });

  test('of somebody who has done all is at none, and needs nobody', () => {
    const cells = ['a', 'b', 'c'].map((task, index) => cell('anna', task, 'done', index + 1));
    const { rows, stuck } = seen(60, { learners: [learner('anna', active(59))], cells });
    expect(rows[0]).toMatchObject({ finished: true, presence: 'working' });
    expect(stuck).toEqual([]);
  });

  test('is away after a while without anything done, and not as soon as somebody joined', () => {
    const presence = (minute: number, more = {}) =>
      seen(minute, { learners: [learner('anna', more)] }).rows[0]?.presence;
    expect(presence(1)).toBe('working');
    expect(presence(6)).toBe('away');
    expect(presence(9, active(3))).toBe('away');
    expect(presence(7, active(6))).toBe('stuck');
  });
});

describe('the pace', () => {
  test('says how many are at each task, how many have done it, and their median', () => {
    const people = ['anna', 'ben', 'chiara', 'dmitri'];
    const cells = [
      cell('anna', 'a', 'done', 2),
      cell('ben', 'a', 'done', 6),
      cell('chiara', 'a', 'done', 9),
      cell('chiara', 'b', 'done', 10),
    ];
    const { pace } = seen(12, { learners: people.map((name) => learner(name)), cells });
    expect(pace).toEqual([
      { at: 1, done: 3, medianMinutes: 6 },
      { at: 2, done: 1, medianMinutes: 1 },
      { at: 1, done: 0, medianMinutes: undefined },
    ]);
  });
});

describe('who needs somebody', () => {
  test('is who got the same message three times, with what it said', () => {
    const cells = [cell('anna', 'a', 'failing', 5, { repeats: 3 })];
    const { stuck, rows } = seen(6, { learners: [learner('anna', active(6))], cells });
    expect(stuck).toMatchObject([
      {
        learner: { person: 'anna' },
        column: { task: 'a' },
        minutes: 1,
        standing: { message: 'web holds CHOWN.' },
      },
    ]);
    expect(rows[0]?.cells[0]?.stuck).toBe(true);
  });

  test('is first who waits longest for most', () => {
    const learners = ['anna', 'ben', 'chiara'].map((name) => learner(name, active(29)));
    const cells = [
      cell('anna', 'a', 'failing', 20, { of: 3 }),
      cell('ben', 'a', 'failing', 22, { of: 8 }),
      cell('chiara', 'a', 'failing', 10, { of: 1 }),
    ];
    expect(seen(30, { learners, cells }).stuck.map((each) => each.learner.person)).toEqual([
      'ben',
      'anna',
      'chiara',
    ]);
  });

  test('is not who meets what broke on our side: that is ours, wherever it is', () => {
    const cells = [cell('anna', 'a', 'failing', 9), cell('anna', 'b', 'ours', 1, { repeats: 5 })];
    const { stuck, ours } = seen(10, { learners: [learner('anna', active(10))], cells });
    expect(stuck).toEqual([]);
    expect(ours).toMatchObject([{ column: { task: 'b' }, minutes: 9 }]);
  });

  test('is nobody while the session is paused or over', () => {
    const cells = [cell('anna', 'a', 'failing', 5, { repeats: 9 })];
    for (const phase of ['paused', 'ended'] as const) {
      const session = { ...someSession, phase };
      expect(seen(30, { session, learners: [learner('anna', active(30))], cells }).stuck).toEqual([]);
    }
  });
});

describe('in words', () => {
  const [first] = seen(0, {}).columns;
  test.each([
    [
      { status: 'failing', minutes: 6, current: true, stuck: true },
      'failing for 6 min, 3 attempts, stuck, at it now',
    ],
    [{ status: 'done', minutes: 4, current: false, stuck: false }, 'done in 4 min, 3 attempts'],
    [
      { status: 'open', minutes: 2, current: true, stuck: false },
      'checks hold, a question waits for 2 min, 3 attempts, at it now',
    ],
  ] as const)('a cell: %o', (cell, words) => {
    expect(describeCell({ ...cell, standing: { ...someStanding, attempts: 3 } })).toBe(words);
  });

  test('a cell of which nothing is known', () => {
    const nothing = { current: false, stuck: false, minutes: undefined, standing: undefined };
    expect(describeCell({ ...nothing, status: 'none' })).toBe('not begun');
    expect(describeCell({ ...nothing, status: 'at', current: true, minutes: 3 })).toBe(
      'at it for 3 min, nothing checked',
    );
  });

  test('who is stuck or away is not said to who is told neither what checks say nor when somebody worked', () => {
    const more = { learners: [learner('Anna'), learner('Ben')], cells: [cell('Ben', 'a', 'ours', 1)] };
    const presences = (given: Partial<Board>) => seen(20, given).rows.map(({ presence }) => presence);
    expect(presences(more)).toEqual(['away', 'ours']);
    expect(presences({ ...more, may: [] })).toEqual(['working', 'ours']);
    expect(seen(20, { ...more, may: [] }).stuck).toEqual([]);
  });

  test('a task and the rule', () => {
    expect(first && columnName(first)).toBe('One, task 1: First');
    expect(ruleWords(usualStuckRule)).toMatch(
      /4 minutes or 2 times the median.*same message 3 times.*5 minutes is away/,
    );
  });
});
