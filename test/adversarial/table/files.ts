/** Attacks on files: what crosses a seat's border, what is removed, what is kept. */
import type { Row } from './row.ts';

export const filesRows: readonly Row[] = [];
