/**
 * Grades for Canvas, in the file that a teacher exported from there: Canvas finds people by the ids of its own export,
 * and takes an empty cell for "no grade". So each cell stays as it was, but those of decided grades.
 */
import { DrydockError, type ErrorProblem } from '../../lab/errors.ts';
import { foldKey } from '../roster/roster.ts';
import { readTable, type Table, type TableRow } from '../tables/read-table.ts';
import { rewriteTable } from '../tables/write-table.ts';
import type { Gradebook, GradebookPerson, GradebookRow } from './gradebook.ts';

export interface CanvasFile {
  readonly csv: string;
  /** Cells that have another grade than the file had. */
  readonly filled: number;
  /** Of the file, by name: nobody here has their ids. */
  readonly strangers: readonly { readonly line: number; readonly name: string }[];
  /** Of the gradebook: they do not stand in the file. */
  readonly absent: readonly GradebookPerson[];
  /** Whose cells stayed, and why. */
  readonly left: readonly {
    readonly person: GradebookPerson;
    readonly assignment: string;
    readonly why: string;
  }[];
}

/**
 * Fills in grades. `columns` says which assignment is which column of the file, by its head, as `Lab 1 (4711)`. Throws
 * `bad-table` with the lines where the file is no export of Canvas, or two of its rows are one person.
 */
export function fillCanvas(
  bytes: Uint8Array,
  file: string,
  gradebook: Gradebook,
  columns: ReadonlyMap<string, string>,
): CanvasFile {
  const table = readTable(bytes, file);
  const layout = layoutOf(table, file);
  const targets = [...columns].map(([assignment, head]) => ({
    assignment,
    column: columnOf(table, head, file),
  }));
  const students = table.rows.filter((row) => !isAboutColumns(row));
  const matched = match(students, layout, gradebook.rows, file);
  const left: CanvasFile['left'][number][] = [];
  let filled = 0;
  const rows = table.rows.map((row) => {
    const own = matched.get(row);
    if (own === undefined) return row.cells;
    return row.cells.map((cell, index) => {
      const target = targets.find(({ column }) => column === index);
      if (target === undefined) return cell;
      const { value, why } = cellOf(own, target.assignment, cell);
      if (why !== undefined) left.push({ person: own.person, assignment: target.assignment, why });
      if (value !== cell) filled += 1;
      return value;
    });
  });
  const present = new Set(matched.values());
  return {
    csv: rewriteTable([table.header, ...rows], table),
    filled,
    strangers: students
      .filter((row) => !matched.has(row))
      .map((row) => ({ line: row.line, name: row.cells[layout.name] ?? '' })),
    absent: gradebook.rows.filter((row) => !present.has(row)).map(({ person }) => person),
    left,
  };
}

interface Layout {
  readonly name: number;
  readonly id: number;
  readonly sisId: number;
  readonly loginId: number;
}

/** The names that Canvas gives to columns of people, in any language of its pages. */
function layoutOf({ header }: Table, file: string): Layout {
  const at = (head: string) => header.findIndex((each) => each.trim() === head);
  const name = at('Student') >= 0 ? at('Student') : at('LastName');
  if (name < 0 || at('ID') < 0 || at('Section') < 0)
    throw new DrydockError('bad-table', {
      message: `${file} is no export of Canvas's gradebook: it has no columns “Student”, “ID” and “Section”.`,
      fix: 'Export the gradebook in Canvas, and send that file as it is.',
      place: { file, line: 1 },
    });
  return { name, id: at('ID'), sisId: at('SIS User ID'), loginId: at('SIS Login ID') };
}

function columnOf({ header }: Table, head: string, file: string): number {
  const found = header.flatMap((each, index) => (each.trim() === head.trim() ? [index] : []));
  const [column] = found;
  if (column !== undefined && found.length === 1) return column;
  throw new DrydockError('bad-table', {
    message: `${file} has ${found.length === 0 ? 'no column' : `${found.length} columns`} “${head}”.`,
    fix: 'Name a column of the file, with the number that Canvas put behind it.',
    place: { file, line: 1, key: head },
  });
}

/** Rows below the header that say something of columns: points that are possible, and how grades are posted. */
function isAboutColumns({ cells }: TableRow): boolean {
  return (
    /^\s*Points Possible/.test(cells[0] ?? '') ||
    cells.every((cell) => /^\s*(?:Muted|Manual Posting.*)?\s*$/i.test(cell))
  );
}

/** By SIS id, else by login id; the number that Canvas has for a person is known to Canvas alone. */
function match(
  students: readonly TableRow[],
  layout: Layout,
  people: readonly GradebookRow[],
  file: string,
): ReadonlyMap<TableRow, GradebookRow> {
  const matched = new Map<TableRow, GradebookRow>();
  const lines = new Map<string, number>();
  const problems: ErrorProblem[] = [];
  const claim = (row: TableRow, what: string, key: string) => {
    const before = lines.get(key);
    if (before === undefined) lines.set(key, row.line);
    else
      problems.push({
        message: `Line ${row.line} of ${file} has ${what} of line ${before}.`,
        place: { file, line: row.line },
      });
  };
  const cell = (row: TableRow, column: number) => (column < 0 ? '' : (row.cells[column] ?? '').trim());
  const bySisId = byKey(people, ({ sisId }) => sisId);
  const byLoginId = byKey(people, ({ loginId }) => loginId);
  for (const row of students) {
    const sisId = cell(row, layout.sisId);
    const loginId = cell(row, layout.loginId);
    if (cell(row, layout.id) !== '') claim(row, 'the ID', `id ${cell(row, layout.id)}`);
    const own = bySisId.get(foldKey(sisId)) ?? byLoginId.get(foldKey(loginId));
    if (own === undefined) continue;
    claim(row, `the person (${own.person.name})`, `person ${own.person.id}`);
    matched.set(row, own);
  }
  const [first] = problems;
  if (first === undefined) return matched;
  throw new DrydockError('bad-table', {
    message: first.message,
    fix: 'Leave one row of each person, as Canvas exports it.',
    ...(first.place ? { place: first.place } : {}),
    ...(problems.length > 1 ? { problems } : {}),
  });
}

function byKey(people: readonly GradebookRow[], key: (person: GradebookPerson) => string | undefined) {
  return new Map(
    people.flatMap((row) => {
      const value = key(row.person);
      return value === undefined || value === '' ? [] : [[foldKey(value), row] as const];
    }),
  );
}

function cellOf(
  row: GradebookRow,
  assignment: string,
  cell: string,
): { readonly value: string; readonly why?: string } {
  const grade = row.grades.get(assignment);
  if (grade === undefined) return { value: cell, why: 'has no part in it' };
  if (cell.trim() === 'N/A') return { value: cell, why: 'is not assigned to them in Canvas' };
  if (grade.state === 'excused') return { value: 'EX' };
  if (grade.points === undefined) return { value: cell, why: `is ${grade.state}` };
  // An equal number stays as Canvas wrote it, `7.50` or `7,50`.
  const isSame = cell.trim() !== '' && Number(cell.replace(',', '.')) === grade.points;
  return { value: isSame ? cell : String(grade.points) };
}
