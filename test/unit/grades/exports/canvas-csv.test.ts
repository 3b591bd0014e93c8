import { describe, expect, test } from 'vitest';
import { fillCanvas } from '../../../../src/grades/exports/canvas-csv.ts';
import { readTable } from '../../../../src/grades/tables/read-table.ts';
import { DrydockError } from '../../../../src/lab/errors.ts';
import { gradebook } from './course.ts';

/** As Canvas writes one: posting policies, points, two sections in one cell, a test student, totals to be read only. */
const rows = [
  [
    'Student',
    'ID',
    'SIS User ID',
    'SIS Login ID',
    'Section',
    'Notes',
    'Lab 1 (4711)',
    'Lab 2 (4712)',
    'Current Score',
  ],
  ['', '', '', '', '', '', 'Manual Posting', '', ''],
  ['    Points Possible', '', '', '', '', '', '10.00', '20.00', '(read only)'],
  ['Ärlig, Anna', '1', 'S-anna', 'anna', 'A and "B, late"', '=note', '', '3.00', '15'],
  ['Ben', '2', 'S-ben', 'ben', 'A', '', '4.00', '', ''],
  ['Cem 雪', '3', '', 'CEM', 'A', '', '5.00', '', ''],
  ['Dora', '4', 'S-dora', 'dora', 'A', '', '', '', ''],
  ['Who, Else', '5', 'S-else', 'else', 'A', '', '9.00', '', ''],
  ['Student, Test', '6', '', 'f00', 'A', '', '', '', ''],
];
const quoted = (cell: string) => (/[",;]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const write = (all: readonly (readonly string[])[], delimiter = ',') =>
  new TextEncoder().encode(`\u{feff}${all.map((row) => row.map(quoted).join(delimiter)).join('\n')}\n`);
const columns = new Map([['lab-1', 'Lab 1 (4711)']]);
const fill = (all: readonly (readonly string[])[], delimiter = ',') =>
  fillCanvas(write(all, delimiter), 'canvas.csv', gradebook, columns);

function errorOf(work: () => unknown): DrydockError {
  try {
    work();
  } catch (error) {
    if (error instanceof DrydockError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the file for Canvas', () => {
  test.each([',', ';'])('is the one that the teacher exported, with decided grades (%s)', (delimiter) => {
    const { csv, ...rest } = fill(rows, delimiter);
    const expected = rows.map((row) => [...row]);
    const set = (line: number, value: string) => expected[line]?.splice(6, 1, value);
    set(3, '7.5');
    set(5, '0');
    set(6, 'EX');
    const back = readTable(new TextEncoder().encode(csv), 'canvas.csv');
    expect([back.header, ...back.rows.map(({ cells }) => cells)]).toEqual(expected);
    expect(back).toMatchObject({ hasMark: true, delimiter });
    expect(rest).toMatchObject({
      filled: 3,
      strangers: [
        { line: 8, name: 'Who, Else' },
        { line: 9, name: 'Student, Test' },
      ],
      absent: [{ id: 'eve' }],
      left: [{ person: { id: 'ben' }, assignment: 'lab-1', why: 'is could-not-grade' }],
    });
  });

  test('is left as it is by being filled once more', () => {
    const first = fill(rows).csv;
    const second = fillCanvas(new TextEncoder().encode(first), 'canvas.csv', gradebook, columns);
    expect(second).toMatchObject({ csv: first, filled: 0 });
  });

  test('keeps equal numbers as Canvas wrote them, and what is not assigned there', () => {
    const own = rows.map((row) => [...row]);
    own[3]?.splice(6, 1, '7,50');
    own[5]?.splice(6, 1, 'N/A');
    const { csv, left } = fill(own, ';');
    expect(csv).toContain(';7,50;');
    expect(left.map(({ person, why }) => [person.id, why])).toEqual([
      ['ben', 'is could-not-grade'],
      ['cem', 'is not assigned to them in Canvas'],
    ]);
  });

  test('takes first and last names in columns of their own', () => {
    const own = rows.map(([name = '', ...rest], index) =>
      index === 0 ? ['LastName', 'FirstName', ...rest] : [name, '', ...rest],
    );
    expect(fill(own).filled).toBe(3);
  });

  test('is refused with all lines that are somebody twice', () => {
    const twice = [
      ...rows,
      ['Anna again', '1', '', 'anna', 'A', '', '', '', ''],
      ['Ben', '9', 'S-ben', '', '', '', '', '', ''],
    ];
    const { code, problems } = errorOf(() => fill(twice));
    expect(code).toBe('bad-table');
    expect(problems?.map(({ message }) => message)).toEqual([
      'Line 10 of canvas.csv has the ID of line 4.',
      'Line 10 of canvas.csv has the person (Ärlig, Anna) of line 4.',
      'Line 11 of canvas.csv has the person (=HYPERLINK("http://evil","Ben")) of line 5.',
    ]);
  });

  test('is refused where it is no such export, or the column is not one', () => {
    expect(
      errorOf(() =>
        fill([
          ['name', 'grade'],
          ['Anna', '1'],
        ]),
      ).message,
    ).toContain('no export of Canvas');
    const other = new Map([['lab-1', 'Lab 3 (1)']]);
    expect(errorOf(() => fillCanvas(write(rows), 'canvas.csv', gradebook, other)).message).toBe(
      'canvas.csv has no column “Lab 3 (1)”.',
    );
    const double = rows.map((row, index) => [...row, index === 0 ? 'Lab 1 (4711)' : '']);
    expect(errorOf(() => fill(double)).message).toBe('canvas.csv has 2 columns “Lab 1 (4711)”.');
  });
});
