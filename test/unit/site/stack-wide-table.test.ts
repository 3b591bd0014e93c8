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
const isStacked = (table: Table) => {
  stackWideTable(table);
  return table.data?.hProperties?.['data-stacked'] === '';
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
  const labels = table.children[1]?.children.map(({ data }) => data?.hProperties?.['data-label']);
  expect(labels).toEqual([undefined, 'below /sys', 'v2']);
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
  const [alone, inFigure] = [tableOf(...rows), tableOf(...rows)];
  stackWideTable(alone);
  stackWideTable(inFigure, true);
  expect([alone, inFigure].map(({ data }) => data?.hProperties?.['data-stacked'])).toEqual([undefined, '']);
});

it('keeps what a cell is beside', () => {
  const table = tableOf([text('a'), text('b')], [text('x'), code('B'.repeat(60))]);
  const [, second] = table.children[1]?.children ?? [];
  if (second) second.data = { hName: 'td', hProperties: { lang: 'en' } };
  expect(isStacked(table)).toBe(true);
  expect(second?.data).toEqual({ hName: 'td', hProperties: { lang: 'en', 'data-label': 'b' } });
});
