/** The head of a board's table: labs, their tasks, and how many are at each. */
import { make, showText } from '../../core/dom.ts';
import type { Column } from './board-model.ts';
import type { BoardView } from './board-view.ts';
import { columnName } from './board-words.ts';

/** Draws it anew. What it returns shows the pace of a view in it. */
export function drawHead(
  table: HTMLTableElement,
  head: HTMLTableSectionElement,
  columns: readonly Column[],
): (view: BoardView) => void {
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
  const pace = columns.map((column) => {
    const at = make('span', { class: 'dd-pace-at', 'aria-hidden': 'true' });
    const median = make('span', { class: 'dd-pace-median', 'aria-hidden': 'true' });
    const words = make('span', { class: 'sr-only' });
    line.append(make('td', { ...firstOfLab(column) }, at, median, words));
    return { at, median, words };
  });
  head.replaceChildren(labs, tasks, line);
  return (view) => {
    for (const [index, { at, median, words }] of pace.entries()) {
      const seen = view.pace[index];
      if (seen === undefined) continue;
      showText(at, seen.at === 0 ? '' : String(seen.at));
      at.style.setProperty('--share', String(seen.at / Math.max(1, view.rows.length)));
      showText(median, seen.medianMinutes === undefined ? '' : `${seen.medianMinutes} min`);
      const half = seen.medianMinutes === undefined ? '' : `, median ${seen.medianMinutes} minutes`;
      showText(words, `${seen.at} at it, ${seen.done} done${half}`);
    }
  };
}

/** Where a lab begins, a line is drawn. */
const firstOfLab = ({ number }: Column): Record<string, string> => (number === 1 ? { 'data-first': '' } : {});

const rowHead = (...words: readonly (Node | string)[]): HTMLElement =>
  make('th', { scope: 'row', class: 'dd-board-corner' }, ...words);
