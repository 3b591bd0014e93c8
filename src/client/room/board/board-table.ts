/**
 * The table of a board: learners by tasks. Drawn by hand, since of thousands of cells only those that changed are
 * touched.
 */
import { make, placeChildren } from '../../core/dom.ts';
import { moveInGrid, placeInGrid, stopInGrid } from '../../parts/grid-keys.ts';
import type { Column } from './board-model.ts';
import { drawHead } from './board-table-head.ts';
import { drawRow, layRow, makeRow, type Row } from './board-table-row.ts';
import type { BoardView } from './board-view.ts';
import { columnName } from './board-words.ts';

export interface BoardTable {
  /**
   * Shows the view; touches what is otherwise than before. The focus stays with its learner and task wherever they stand
   * then; where they are gone, it is on what stands there.
   */
  draw(view: BoardView): void;
}

export interface BoardTableParts {
  /** A learner was chosen. */
  readonly open: (person: string) => void;
  /** The cell under the pointer or with the focus, in words; empty where there is none. */
  readonly read: (words: string) => void;
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
  let pace: (view: BoardView) => void = () => undefined;
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

  return {
    draw(view) {
      const hadFocus = body.contains(document.activeElement);
      const place = current === undefined ? undefined : placeInGrid(body, current);
      const key = JSON.stringify(view.columns);
      const areOthers = key !== columnsKey;
      if (areOthers) {
        columnsKey = key;
        columns = view.columns;
        pace = drawHead(table, head, columns);
      }
      pace(view);
      const wanted = new Set(view.rows.map(({ learner }) => learner.person));
      for (const person of rows.keys()) if (!wanted.has(person)) rows.delete(person);
      for (const each of view.rows) {
        const known = rows.get(each.learner.person);
        const row = known ?? makeRow(each.learner.person);
        rows.set(each.learner.person, row);
        if (known === undefined || areOthers) layRow(row, columns);
        drawRow(row, each);
      }
      placeChildren(body, inOrder(view, rows));
      if (current === undefined || !current.isConnected) {
        const next = stopInGrid(body, place ?? { row: 0, column: 0 });
        current = undefined;
        if (next !== undefined) stopAt(next);
      }
      // What was moved has lost it too.
      if (hadFocus && document.activeElement !== current) current?.focus({ preventScroll: true });
    },
  };
}

/** By name. */
function inOrder(view: BoardView, rows: ReadonlyMap<string, Row>): readonly HTMLElement[] {
  return view.rows
    .toSorted((one, other) => collator.compare(one.learner.alias, other.learner.alias))
    .flatMap(({ learner }) => rows.get(learner.person)?.element ?? []);
}

const collator = new Intl.Collator(undefined, { numeric: true });
