import type { PhrasingContent, Table, TableCell } from 'mdast';
import { expect, it } from 'vitest';
import { stackWideTable } from '../../../src/site/markdown/stack-wide-table.ts';

const cell = (...children: PhrasingContent[]): TableCell => ({ type: 'tableCell', children });
const text = (value: string) => cell({ type: 'text', value });
const code = (value: string) => cell({ type: 'inlineCode', value });
const tableOf = (...rows: TableCell[][]): Table => ({
  type: 'table',
  children: rows.map((children) => ({ type: 'tableRow', children })),
});
const propertiesOf = ({ data = {} }: { readonly data?: object | undefined }): unknown =>
  'hProperties' in data ? data.hProperties : undefined;
const isStacked = (table: Table, isInFigure = false) => {
  stackWideTable(table, isInFigure);
  return propertiesOf(table) !== undefined;
};

it('leaves a table alone whose words fit beside one another', () => {
  const table = tableOf(
    [text('what'), text('why')],
    [code('cap_drop'), text('A sentence of many short words may go on for as long as it likes.')],
  );
  expect(isStacked(table)).toBe(false);
  expect(table.children[1]?.children[1]?.data).toBeUndefined();
});

it('stacks one whose names would be cut, and gives each cell but the first its heading', () => {
  const table = tableOf(
    [
      text('what'),
      cell({ type: 'text', value: 'below ' }, { type: 'inlineCode', value: '/sys' }),
      text('v2'),
    ],
    [text('memory'), code('memory.limit_in_bytes'), code('memory.swap.max')],
  );
  expect(isStacked(table)).toBe(true);
  expect(propertiesOf(table)).toEqual({ 'data-stacked': '' });
  const labels = table.children[1]?.children.map(propertiesOf);
  expect(labels).toEqual([undefined, { 'data-label': 'below /sys' }, { 'data-label': 'v2' }]);
});

it('counts a path by its parts, since a line may end behind a slash', () => {
  const long = '/proc/sys/kernel/core_pattern/and/so/on/and/on/until/the/end';
  expect(isStacked(tableOf([text('a'), text('b')], [code(long), text('short')]))).toBe(false);
  expect(isStacked(tableOf([text('a'), text('b')], [code(long.replaceAll('/', '_')), text('short')]))).toBe(
    true,
  );
});

it('has less room in a figure', () => {
  const rows = [
    [text('service'), text('user'), text('bounding')],
    [code('stepper'), text('2'), code('shut_in_here_now')],
  ];
  expect(isStacked(tableOf(...rows))).toBe(false);
  expect(isStacked(tableOf(...rows), true)).toBe(true);
});
