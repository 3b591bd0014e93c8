import { type ReadonlySignal, signal } from '@preact/signals';
import type { Cell } from '../core/cell.ts';

/** What a cell of the page holds, as a signal; `stops` gets what ends that it follows the cell. */
export function signalOf<T>(cell: Cell<T>, stops: (() => void)[]): ReadonlySignal<T> {
  const held = signal(cell.value);
  stops.push(
    cell.listen((value) => {
      held.value = value;
    }),
  );
  return held;
}
