import type { Row } from '../row.ts';
import { check, checkBesideExec, reset, runChanged, runUnchanged } from './lab-rows.ts';

/** In the order of the table. */
export const rows: readonly Row[] = [runUnchanged, runChanged, reset, check, checkBesideExec];
