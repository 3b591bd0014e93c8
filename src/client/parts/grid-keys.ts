/** Where an arrow leads in a table of one stop a cell: WAI-ARIA Authoring Practices, grid. */

/**
 * The stop that the key leads to from the one with the focus; undefined where it leads nowhere. `stop` selects the stops
 * of a row.
 */
export function moveInGrid(
  body: HTMLElement,
  event: KeyboardEvent,
  stop = 'th button, td',
): HTMLElement | undefined {
  const stopsOf = (row: HTMLTableRowElement | undefined): readonly HTMLElement[] =>
    row === undefined ? [] : [...row.querySelectorAll<HTMLElement>(stop)];
  const { key, ctrlKey, altKey, metaKey, target } = event;
  if (altKey || metaKey || !(target instanceof HTMLElement)) return undefined;
  const rows = [...body.querySelectorAll('tr')];
  const row = target.closest('tr');
  const at = row === null ? -1 : rows.indexOf(row);
  const stops = row === null ? [] : stopsOf(row);
  const column = stops.indexOf(target);
  if (at < 0 || column < 0) return undefined;
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[key];
  if (step !== undefined) {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
    return next && stopsOf(next)[column];
  }
  switch (key) {
    case 'ArrowRight':
      return stops[column + 1];
    case 'ArrowLeft':
      return stops[column - 1];
    case 'Home':
      return ctrlKey ? stopsOf(rows[0])[column] : stops[0];
    case 'End':
      return ctrlKey ? stopsOf(rows.at(-1))[column] : stops.at(-1);
    default:
      return undefined;
  }
}
