/** The table of a statement that the reader opened, as src/site/components-internal/StatementRows.astro draws the book's. */
import type { StatementView } from '../../lab/statements/statement-view.ts';
import { make } from '../core/dom.ts';

const marks = { same: '', added: 'more', removed: 'less', changed: 'other' } as const;

export function statementTable(view: StatementView): HTMLTableElement {
  const rows =
    view.kind === 'packages'
      ? view.rows.map(({ name, version, before, licence, from, change }) =>
          rowOf(
            [name, ...(marks[change] ? [make('b', {}, marks[change])] : [])],
            [
              [change === 'changed' ? `${before} → ${version}` : version || 'none'],
              [licence || 'not said'],
              [from || 'not said'],
            ],
            change,
          ),
        )
      : view.rows.map(({ member, says, worth }) =>
          rowOf(
            [member],
            [says.length === 0 ? ['nothing'] : says.map((each) => make('code', {}, each)), [worth]],
          ),
        );
  const heads =
    view.kind === 'packages'
      ? ['Package', 'Version', 'Licence', 'Read in']
      : ['Member', 'What it says', 'What that is worth'];
  const head = make('tr', {}, ...heads.map((text) => make('th', { scope: 'col' }, text)));
  return make('table', { 'data-kind': view.kind }, make('thead', {}, head), make('tbody', {}, ...rows));
}

type Content = readonly (Node | string)[];

function rowOf(name: Content, cells: readonly Content[], change?: string): HTMLTableRowElement {
  const row = make(
    'tr',
    {},
    make('th', { scope: 'row' }, ...name),
    ...cells.map((cell) => make('td', {}, ...cell)),
  );
  if (change !== undefined) row.dataset.change = change;
  return row;
}
