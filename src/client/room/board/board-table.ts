/**
 * The table of a board: learners by tasks. Drawn by hand, since of thousands of cells only those that changed are
 * touched.
 */
import { make, showText } from '../../core/dom.ts';
import type { Column } from './board-model.ts';
import type { BoardView, CellView, RowView } from './board-view.ts';
import { columnName, describeCell, presenceWords } from './board-words.ts';
import { moveInGrid } from './grid-keys.ts';
import { shapes } from './signal-shape.tsx';

export interface BoardTable {
  /** Shows the view; touches what is otherwise than before. */
  draw(view: BoardView): void;
  /** Puts the focus back on a learner, as after their details were closed. */
  focus(person: string): void;
}

export interface BoardTableParts {
  /** A learner was chosen. */
  readonly open: (person: string) => void;
  /** The cell under the pointer or with the focus, in words; empty where there is none. */
  readonly read: (words: string) => void;
}

interface Row {
  readonly element: HTMLTableRowElement;
  readonly name: HTMLElement;
  readonly state: HTMLElement;
  readonly cells: readonly Cell[];
}

interface Cell {
  readonly element: HTMLTableCellElement;
  readonly shape: SVGUseElement;
  readonly minutes: HTMLElement;
  /** What it shows, to be held against what it should. */
  shown: string;
}

export function makeBoardTable(place: HTMLElement, { open, read }: BoardTableParts): BoardTable {
  const head = make('thead');
  const body = make('tbody');
  const table = make(
    'table',
    { class: 'dd-board-table', role: 'grid', 'aria-label': 'Learners by tasks' },
    head,
    body,
  );
  place.replaceChildren(table);
  const rows = new Map<string, Row>();
  let columns: readonly Column[] = [];
  let columnsKey = '';
  let pace: readonly Readonly<Record<'at' | 'median' | 'words', HTMLElement>>[] = [];
  let current: HTMLElement | undefined;

  const personOf = (target: EventTarget | null) =>
    target instanceof Element ? target.closest<HTMLElement>('tbody tr')?.dataset.person : undefined;
  const stopAt = (element: HTMLElement) => {
    if (current !== undefined) current.tabIndex = -1;
    current = element;
    current.tabIndex = 0;
  };
  const wordsAt = (target: EventTarget | null): string => {
    const cell = target instanceof Element ? target.closest<HTMLElement>('td[data-column]') : null;
    const person = personOf(target);
    const column = columns[Number(cell?.dataset.column)];
    const name = person === undefined ? undefined : rows.get(person)?.name.textContent;
    if (cell === null || column === undefined || name === undefined) return '';
    const message = cell.dataset.message ?? '';
    return `${name}, ${columnName(column)}: ${cell.ariaLabel ?? ''}.${message === '' ? '' : ` ${message}`}`;
  };

  body.addEventListener('click', ({ target }) => {
    const person = personOf(target);
    if (person === undefined) return;
    const stop = target instanceof Element ? target.closest<HTMLElement>('td, button') : null;
    if (stop !== null) stopAt(stop);
    open(person);
  });
  body.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement) stopAt(target);
    read(wordsAt(target));
  });
  body.addEventListener('pointerover', ({ target }) => read(wordsAt(target)));
  body.addEventListener('pointerleave', () => read(''));
  body.addEventListener('keydown', (event) => {
    const person = personOf(event.target);
    // A button answers Enter and Space by itself.
    if ((event.key === 'Enter' || event.key === ' ') && event.target instanceof HTMLTableCellElement) {
      event.preventDefault();
      if (person !== undefined) open(person);
      return;
    }
    const next = moveInGrid(body, event);
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });

  const drawHead = () => {
    const widths = make('colgroup', {}, make('col', { class: 'dd-board-names' }));
    for (const _ of columns) widths.append(make('col', { class: 'dd-board-cells' }));
    table.querySelector('colgroup')?.remove();
    table.prepend(widths);
    const labs = make('tr', {}, rowHead('Lab'));
    for (const [lab, own] of Map.groupBy(columns, (column) => column.lab))
      labs.append(
        make(
          'th',
          { scope: 'colgroup', colspan: String(own.length), class: 'dd-board-lab', 'data-lab': lab },
          make('span', { title: own[0]?.labTitle ?? lab }, own[0]?.labTitle ?? lab),
        ),
      );
    const tasks = make('tr', { class: 'dd-board-tasks' }, rowHead('Task'));
    for (const column of columns)
      tasks.append(
        make(
          'th',
          { scope: 'col', title: columnName(column), ...firstOfLab(column) },
          make('span', { 'aria-hidden': 'true' }, String(column.number)),
          make('span', { class: 'sr-only' }, `Task ${column.number}: ${column.title}`),
        ),
      );
    const line = make(
      'tr',
      { class: 'dd-board-pace' },
      rowHead(
        make('span', { class: 'dd-pace-at' }, 'Now at it'),
        make('span', { class: 'dd-pace-median' }, 'median'),
      ),
    );
    pace = columns.map((column) => {
      const at = make('span', { class: 'dd-pace-at', 'aria-hidden': 'true' });
      const median = make('span', { class: 'dd-pace-median', 'aria-hidden': 'true' });
      const words = make('span', { class: 'sr-only' });
      line.append(make('td', { ...firstOfLab(column) }, at, median, words));
      return { at, median, words };
    });
    head.replaceChildren(labs, tasks, line);
  };
  const makeRow = (person: string): Row => {
    const name = make('span', { class: 'dd-board-name' });
    const state = make('span', { class: 'dd-board-state' });
    const button = make('button', { type: 'button', tabindex: '-1' }, name, state);
    const element = make('tr', { 'data-person': person }, make('th', { scope: 'row' }, button));
    const cells = columns.map((column, index): Cell => {
      const shape = document.createElementNS('http://www.w3.org/2000/svg', 'use');
      const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      svg.setAttribute('aria-hidden', 'true');
      svg.append(shape);
      const minutes = make('span', { 'aria-hidden': 'true' });
      const cell = make('td', {
        role: 'gridcell',
        tabindex: '-1',
        'data-column': String(index),
        ...firstOfLab(column),
      });
      cell.append(svg, minutes);
      element.append(cell);
      return { element: cell, shape, minutes, shown: '' };
    });
    return { element, name, state, cells };
  };
  const drawRow = (row: Row, view: RowView) => {
    showText(row.name, view.learner.alias);
    showText(row.state, view.finished ? 'all done' : presenceWords[view.presence]);
    if (row.element.dataset.presence !== view.presence) row.element.dataset.presence = view.presence;
    for (const [index, cell] of row.cells.entries()) {
      const seen = view.cells[index];
      if (seen !== undefined) drawCell(cell, seen);
    }
  };

  return {
    draw(view) {
      const key = JSON.stringify(view.columns);
      if (key !== columnsKey) {
        columnsKey = key;
        columns = view.columns;
        rows.clear();
        body.replaceChildren();
        drawHead();
      }
      for (const [index, { at, median, words }] of pace.entries()) {
        const seen = view.pace[index];
        if (seen === undefined) continue;
        showText(at, seen.at === 0 ? '' : String(seen.at));
        at.style.setProperty('--share', String(seen.at / Math.max(1, view.rows.length)));
        showText(median, seen.medianMinutes === undefined ? '' : `${seen.medianMinutes} min`);
        const half = seen.medianMinutes === undefined ? '' : `, median ${seen.medianMinutes} minutes`;
        showText(words, `${seen.at} at it, ${seen.done} done${half}`);
      }
      const wanted = new Set(view.rows.map(({ learner }) => learner.person));
      for (const [person, { element }] of rows)
        if (!wanted.has(person)) {
          element.remove();
          rows.delete(person);
        }
      for (const each of view.rows) {
        const row = rows.get(each.learner.person) ?? makeRow(each.learner.person);
        rows.set(each.learner.person, row);
        drawRow(row, each);
      }
      placeRows(body, view, rows);
      if (current === undefined || !current.isConnected) {
        const first = body.querySelector<HTMLElement>('button');
        current = undefined;
        if (first !== null) stopAt(first);
      }
    },
    focus: (person) => {
      const row = rows.get(person)?.element;
      const stop = row?.contains(current ?? null) ? current : row?.querySelector<HTMLElement>('button');
      stop?.focus();
    },
  };
}

/** By name; a row that stands where it should is not moved. */
function placeRows(body: HTMLElement, view: BoardView, rows: ReadonlyMap<string, Row>): void {
  const sorted = view.rows.toSorted((one, other) => collator.compare(one.learner.alias, other.learner.alias));
  for (const [index, { learner }] of sorted.entries()) {
    const element = rows.get(learner.person)?.element;
    const there = body.children[index];
    if (element !== undefined && there !== element) body.insertBefore(element, there ?? null);
  }
}

const collator = new Intl.Collator(undefined, { numeric: true });

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

const firstOfLab = ({ number }: Column): Record<string, string> => (number === 1 ? { 'data-first': '' } : {});

const rowHead = (...words: readonly (Node | string)[]): HTMLElement =>
  make('th', { scope: 'row', class: 'dd-board-corner' }, ...words);
