import { describe, expect, test } from 'vitest';
import {
  countStates,
  filterRows,
  meanOf,
  noFilter,
  rowsOf,
  sortRows,
} from '../../../../src/client/grades/gradebook/gradebook-rows.ts';

const labs = [
  { lab: 'start/first-container', points: 10 },
  { lab: 'base-images/measure', points: 5 },
] as const;
type State = readonly [state: string, points: number | null];
const grade = (name: string, whole: State, first: State, second: State, by = 'base-images/measure') => ({
  person: `id-${name}`,
  name,
  state: whole[0],
  points: whole[1],
  of: 15,
  isPassed: null,
  lines: [],
  labs: [
    { lab: 'start/first-container', state: first[0], points: first[1], of: 10, submissions: ['1', '2'] },
    { lab: by, state: second[0], points: second[1], of: 5, submissions: [] },
  ],
});
const person = (name: string, ...sections: string[]) => ({ person: `id-${name}`, name, sections });

const rows = rowsOf(
  [
    grade('Cem 10', ['open', null], ['graded', 2], ['open', null]),
    grade('Cem 9', ['graded', 12], ['graded', 10], ['late', 2]),
    grade('Ada', ['missing', 0], ['missing', 0], ['missing', 0], 'runtimes/whose-kernel'),
    grade('Ben', ['graded', 12], ['overridden', 7], ['graded', 5]),
  ],
  labs,
  [person('Ada', 'A'), person('Ben', 'B', 'A'), person('Cem 9', 'B')],
);
const names = (of: typeof rows) => of.map(({ name }) => name);

test('a cell stands in the column of the rules, whichever lab the person works on', () => {
  expect(rows[2]?.cells).toMatchObject([
    { column: 'start/first-container', lab: 'start/first-container', submissions: 2 },
    { column: 'base-images/measure', lab: 'runtimes/whose-kernel', submissions: 0 },
  ]);
  expect(rows.map(({ sections }) => sections)).toEqual([[], ['B'], ['A'], ['B', 'A']]);
});

describe('rows are sorted', () => {
  test('by name, where numbers count as such', () => {
    expect(names(sortRows(rows, { by: 'name', descending: false }))).toEqual([
      'Ada',
      'Ben',
      'Cem 9',
      'Cem 10',
    ]);
    expect(names(sortRows(rows, { by: 'name', descending: true }))).toEqual([
      'Cem 10',
      'Cem 9',
      'Ben',
      'Ada',
    ]);
  });

  test('by points, where who has none yet comes last in both ways, and names decide between equals', () => {
    expect(names(sortRows(rows, { by: 'total', descending: true }))).toEqual([
      'Ben',
      'Cem 9',
      'Ada',
      'Cem 10',
    ]);
    expect(names(sortRows(rows, { by: 'total', descending: false }))).toEqual([
      'Ada',
      'Ben',
      'Cem 9',
      'Cem 10',
    ]);
    expect(names(sortRows(rows, { by: 1, descending: true }))).toEqual(['Ben', 'Cem 9', 'Ada', 'Cem 10']);
  });

  test('by section, and by what has to be looked at first', () => {
    expect(names(sortRows(rows, { by: 'section', descending: false }))).toEqual([
      'Cem 10',
      'Ada',
      'Cem 9',
      'Ben',
    ]);
    expect(names(sortRows(rows, { by: 'state', descending: false }))).toEqual([
      'Ada',
      'Cem 10',
      'Ben',
      'Cem 9',
    ]);
  });
});

test('rows are filtered by a part of the name, a section and a state of any of their labs', () => {
  expect(names(filterRows(rows, { ...noFilter, name: ' cem ' }))).toEqual(['Cem 10', 'Cem 9']);
  expect(names(filterRows(rows, { ...noFilter, section: 'A' }))).toEqual(['Ada', 'Ben']);
  expect(names(filterRows(rows, { ...noFilter, state: 'late' }))).toEqual(['Cem 9']);
  expect(names(filterRows(rows, { name: 'b', section: 'A', state: 'overridden' }))).toEqual(['Ben']);
});

test('people are counted by state, each once, and one of a later server too', () => {
  expect(countStates(rows)).toEqual([
    ['late', 1],
    ['missing', 1],
    ['open', 1],
    ['graded', 3],
    ['overridden', 1],
  ]);
  const strange = rowsOf([grade('Eve', ['audited', 1], ['graded', 1], ['graded', 0])], labs, []);
  expect(countStates(strange)).toEqual([
    ['graded', 1],
    ['audited', 1],
  ]);
});

test('a mean is of what is decided, rounded to hundredths', () => {
  expect(meanOf([1, null, 2, 2])).toEqual({ points: 1.67, decided: 3 });
  expect(meanOf([null])).toEqual({ points: undefined, decided: 0 });
});
