import type { CellStatus } from './board-view.ts';

/** By the status of a cell, the symbol that every page has. */
export const shapes = { done: 'pass', open: 'open', failing: 'fail', ours: 'error', at: 'none' } as const;

export function SignalShape({ status }: { readonly status: Exclude<CellStatus, 'none'> }) {
  return (
    <svg class="dd-cell-sign" data-status={status} width="16" height="16" aria-hidden="true">
      <use href={`#dd-${shapes[status]}`} />
    </svg>
  );
}
