/** A row of a board's table: a learner, and a cell for each task. */
import { make, placeChildren, showText } from '../../core/dom.ts';
import { type Column, columnKey } from './board-model.ts';
import type { CellView, RowView } from './board-view.ts';
import { describeCell, presenceWords } from './board-words.ts';
import { shapes } from './signal-shape.tsx';

export interface Row {
  readonly element: HTMLTableRowElement;
  readonly name: HTMLElement;
  readonly state: HTMLElement;
  cells: readonly Cell[];
}

interface Cell {
  /** Of its column. */
  readonly key: string;
  readonly element: HTMLTableCellElement;
  readonly shape: SVGUseElement;
  readonly minutes: HTMLElement;
  /** What it shows, to be held against what it should. */
  shown: string;
}

/** A row without cells, of which nothing is shown yet. */
export function makeRow(person: string): Row {
  const name = make('span', { class: 'dd-board-name' });
  const state = make('span', { class: 'dd-board-state' });
  const button = make('button', { type: 'button', tabindex: '-1' }, name, state);
  const element = make('tr', { 'data-person': person }, make('th', { scope: 'row' }, button));
  return { element, name, state, cells: [] };
}

/** Gives a row these columns. A task that it has already keeps its cell, and with it who looks at that. */
export function layRow(row: Row, columns: readonly Column[]): void {
  const before = new Map(row.cells.map((cell) => [cell.key, cell]));
  row.cells = columns.map((column, index) => {
    const key = columnKey(column);
    const cell = before.get(key) ?? makeCell(key);
    cell.element.dataset.column = String(index);
    cell.element.toggleAttribute('data-first', column.number === 1);
    return cell;
  });
  const [head] = row.element.children;
  placeChildren(row.element, [...(head ? [head] : []), ...row.cells.map(({ element }) => element)]);
}

function makeCell(key: string): Cell {
  const shape = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(shape);
  const minutes = make('span', { 'aria-hidden': 'true' });
  const element = make('td', { role: 'gridcell', tabindex: '-1' }, svg, minutes);
  return { key, element, shape, minutes, shown: '' };
}

/** Shows how a learner stands; touches what is otherwise than before. */
export function drawRow(row: Row, view: RowView): void {
  showText(row.name, view.learner.alias);
  showText(row.state, view.finished ? 'all done' : presenceWords[view.presence]);
  if (row.element.dataset.presence !== view.presence) row.element.dataset.presence = view.presence;
  for (const [index, cell] of row.cells.entries()) {
    const seen = view.cells[index];
    if (seen !== undefined) drawCell(cell, seen);
  }
}

function drawCell(cell: Cell, seen: CellView): void {
  const words = describeCell(seen);
  const message = seen.standing?.message ?? '';
  const shown = `${words} ${message}`;
  if (cell.shown === shown) return;
  const { element, shape, minutes } = cell;
  if (element.dataset.status !== seen.status) {
    element.dataset.status = seen.status;
    if (seen.status === 'none') shape.removeAttribute('href');
    else shape.setAttribute('href', `#dd-${shapes[seen.status]}`);
  }
  element.toggleAttribute('data-current', seen.current);
  element.toggleAttribute('data-stuck', seen.stuck);
  element.ariaLabel = words;
  element.dataset.message = message;
  showText(minutes, seen.minutes === undefined ? '' : String(seen.minutes));
  cell.shown = shown;
}
