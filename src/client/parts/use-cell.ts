import { useEffect, useState } from 'preact/hooks';
import type { Cell } from '../core/cell.ts';

/** The value of a cell; what uses it is drawn anew with each new one. */
export function useCell<T>(cell: Cell<T>): T {
  const [value, setValue] = useState<{ readonly of: T }>({ of: cell.value });
  useEffect(() => cell.listen((of) => setValue({ of })), [cell]);
  return value.of;
}
