/** Where an arrow leads in a table of one stop a cell: WAI-ARIA Authoring Practices, grid. */

/** Selects the stops of a row where nothing else is said: the name of its learner, and its cells. */
const usualStop = 'th button, td';

/** Where a stop stands: rows and the stops of a row, each from 0. */
export interface GridPlace {
  readonly row: number;
  readonly column: number;
}

/** Undefined where it is none of the table's stops. */
export function placeInGrid(
  body: HTMLElement,
  element: HTMLElement,
  stop = usualStop,
): GridPlace | undefined {
  const own = element.closest('tr');
  const row = own === null ? -1 : rowsOf(body).indexOf(own);
  const column = own === null ? -1 : stopsOf(own, stop).indexOf(element);
  return row < 0 || column < 0 ? undefined : { row, column };
}

/** The stop at a place, or the last before it where there are fewer; undefined of a table without rows. */
export function stopInGrid(
  body: HTMLElement,
  { row, column }: GridPlace,
  stop = usualStop,
): HTMLElement | undefined {
  const rows = rowsOf(body);
  const stops = stopsOf(rows[Math.min(row, rows.length - 1)], stop);
  return stops[Math.min(column, stops.length - 1)];
}

const rowsOf = (body: HTMLElement): readonly HTMLTableRowElement[] => [...body.querySelectorAll('tr')];

const stopsOf = (row: HTMLTableRowElement | undefined, stop: string): readonly HTMLElement[] =>
  row === undefined ? [] : [...row.querySelectorAll<HTMLElement>(stop)];

/**
 * The stop that the key leads to from the one with the focus; undefined where it leads nowhere. `stop` selects the stops
 * of a row.
 */
export function moveInGrid(
  body: HTMLElement,
  event: KeyboardEvent,
  stop = usualStop,
): HTMLElement | undefined {
  const { key, ctrlKey, altKey, metaKey, target } = event;
  if (altKey || metaKey || !(target instanceof HTMLElement)) return undefined;
  const place = placeInGrid(body, target, stop);
  if (place === undefined) return undefined;
  const { row: at, column } = place;
  const rows = rowsOf(body);
  const stops = stopsOf(rows[at], stop);
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[key];
  if (step !== undefined)
    return stopsOf(rows[Math.max(0, Math.min(rows.length - 1, at + step))], stop)[column];
  switch (key) {
    case 'ArrowRight':
      return stops[column + 1];
    case 'ArrowLeft':
      return stops[column - 1];
    case 'Home':
      return ctrlKey ? stopsOf(rows[0], stop)[column] : stops[0];
    case 'End':
      return ctrlKey ? stopsOf(rows.at(-1), stop)[column] : stops.at(-1);
    default:
      return undefined;
  }
}
