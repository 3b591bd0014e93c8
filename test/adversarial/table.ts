/**
 * What may be tried against Drydock, and what has to come of it. A row counts as executed by every test whose title,
 * or whose group's title, begins with `case N:`, in whatever project it runs; see `tally.ts`.
 */
import { doorRows } from './table/door.ts';
import { faultsRows } from './table/faults.ts';
import { filesRows } from './table/files.ts';
import { gateRows } from './table/gate.ts';
import { homeRows } from './table/home.ts';
import type { Area, Case, Row } from './table/row.ts';
import { seatsRows } from './table/seats.ts';

export type { Case } from './table/row.ts';

/** By number. */
export const cases: readonly Case[] = [
  ...rows('input', gateRows),
  ...rows('files', filesRows),
  ...rows('door', doorRows),
  ...rows('seats', seatsRows),
  ...rows('home', homeRows),
  ...rows('fault', faultsRows),
].toSorted((one, other) => one.number - other.number);

function rows(area: Area, list: readonly Row[]): readonly Case[] {
  return list.map(([number, attack, outcome, more = {}]) => ({
    number,
    area,
    attack,
    outcome,
    tests: [`test/adversarial/${area}`],
    ...more,
  }));
}
