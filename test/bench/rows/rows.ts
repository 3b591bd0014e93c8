import type { Row } from '../row.ts';
import { commandCheck, commandList } from './command-rows.ts';
import { check, checkBesideExec, reset, runChanged, runUnchanged } from './lab-rows.ts';
import { live, prompt } from './live-rows.ts';
import { paintInteractive, paintLargest, weight } from './page-rows.ts';

/** In the order of the table. */
export const rows: readonly Row[] = [
  weight,
  paintLargest,
  paintInteractive,
  runUnchanged,
  runChanged,
  reset,
  check,
  checkBesideExec,
  live,
  prompt,
  commandCheck,
  commandList,
];
