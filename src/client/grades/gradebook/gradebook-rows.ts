/** What a gradebook shows: people by labs, sorted and filtered. Pure. */
import type { AssignmentView, GradeView } from '../../../lab/wire/assignments.ts';
import type { EnrolledView } from '../../../lab/wire/courses.ts';
import { byName } from '../parts/by-name.ts';
import { gradeStates } from '../parts/grade-state.tsx';
import { roundPoints } from '../parts/worth.ts';

export interface BookCell {
  /** The lab of the column. */
  readonly column: string;
  /** The lab that the person works on: another one where that stands for it. */
  readonly lab: string;
  readonly state: string;
  /** Null while it is not decided. */
  readonly points: number | null;
  readonly of: number;
  readonly submissions: number;
}

export interface BookRow {
  readonly person: string;
  readonly name: string;
  readonly sections: readonly string[];
  readonly state: string;
  readonly points: number | null;
  readonly of: number;
  readonly isPassed: boolean | null;
  /** In the order of the columns. */
  readonly cells: readonly BookCell[];
  readonly grade: GradeView;
}

/** A grade has its labs in the order of the rules, whatever stands for one of them. */
export function rowsOf(
  grades: readonly GradeView[],
  labs: readonly AssignmentView['labs'][number][],
  people: readonly EnrolledView[],
): readonly BookRow[] {
  const sections = new Map(people.map((each) => [each.person, each.sections]));
  return grades.map((grade) => {
    const { person, name, state, points, of, isPassed } = grade;
    const cells = labs.flatMap(({ lab: column }, index) => {
      const cell = grade.labs[index];
      if (cell === undefined) return [];
      return [{ ...cell, column, submissions: cell.submissions.length }];
    });
    return {
      person,
      name,
      state,
      points,
      of,
      isPassed,
      cells,
      grade,
      sections: sections.get(person) ?? [],
    };
  });
}

export interface BookFilter {
  /** A part of a name. */
  readonly name: string;
  /** Empty: all. */
  readonly section: string;
  /** In which a lab of the row is, or the whole. Empty: any. */
  readonly state: string;
}

export const noFilter: BookFilter = { name: '', section: '', state: '' };

const isIn = ({ state, cells }: BookRow, wanted: string) =>
  state === wanted || cells.some((cell) => cell.state === wanted);

export function filterRows(rows: readonly BookRow[], filter: BookFilter): readonly BookRow[] {
  const part = filter.name.trim().toLocaleLowerCase();
  return rows.filter(
    (row) =>
      row.name.toLocaleLowerCase().includes(part) &&
      (filter.section === '' || row.sections.includes(filter.section)) &&
      (filter.state === '' || isIn(row, filter.state)),
  );
}

/** What rows are sorted by; a number is a column of labs. */
export type BookKey = 'name' | 'section' | 'state' | 'total' | number;

export interface BookSort {
  readonly by: BookKey;
  readonly descending: boolean;
}

/** Names decide between equals. What is not decided comes last, whichever way. */
export function sortRows(rows: readonly BookRow[], { by, descending }: BookSort): readonly BookRow[] {
  const sign = descending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [worthOf(one, by), worthOf(other, by)];
    const first =
      typeof by === 'number' || by === 'total'
        ? compareWorth(a, b, sign)
        : sign * compareText(one, other, by);
    return first === 0 ? byName(one.name, other.name) : first;
  });
}

const worthOf = (row: BookRow, by: BookKey): number | null =>
  typeof by === 'number' ? (row.cells[by]?.points ?? null) : row.points;

function compareWorth(a: number | null, b: number | null, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return sign * (a - b);
}

function compareText(one: BookRow, other: BookRow, by: 'name' | 'section' | 'state'): number {
  if (by === 'name') return byName(one.name, other.name);
  if (by === 'section') return byName(one.sections.join(', '), other.sections.join(', '));
  return rank(one.state) - rank(other.state);
}

/** By which somebody has to look at it first. */
const order: readonly string[] = gradeStates;
const rank = (state: string): number => order.indexOf(state);

/** How many people have something in a state, in the order of states; those that nobody has are left out. */
export function countStates(rows: readonly BookRow[]): readonly (readonly [state: string, count: number])[] {
  const others = rows.flatMap((row) => [row.state, ...row.cells.map(({ state }) => state)]);
  return [...new Set<string>([...gradeStates, ...others])].flatMap((state) => {
    const count = rows.filter((row) => isIn(row, state)).length;
    return count === 0 ? [] : [[state, count] as const];
  });
}

export interface Mean {
  /** Undefined where nobody's is decided. */
  readonly points: number | undefined;
  readonly decided: number;
}

/** Of those whose points are decided. */
export function meanOf(points: readonly (number | null)[]): Mean {
  const decided = points.filter((each) => each !== null);
  if (decided.length === 0) return { points: undefined, decided: 0 };
  const sum = decided.reduce((all, each) => all + each, 0);
  return { points: roundPoints(sum / decided.length), decided: decided.length };
}
