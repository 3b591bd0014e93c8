/**
 * Who takes part in a course, from a table: one parse for the preview and for the import, so that both say the same.
 * Nothing is imported of a table that has problems.
 */
import * as z from 'zod';
import { DrydockError, type ErrorProblem } from '../../lab/errors.ts';
import { readTable, type Table, type TableBounds, type TableRow, tableBounds } from '../tables/read-table.ts';
import { type RosterColumn, rosterColumnOf, sayRosterColumns } from './roster-columns.ts';

/** What a course knows of a person from a table. */
export interface RosterEntry {
  /** Of the table, from 1. */
  readonly line: number;
  readonly name: string;
  readonly email: string | undefined;
  /** Of the university's records. */
  readonly sisId: string | undefined;
  readonly loginId: string | undefined;
  readonly sections: readonly string[];
  /** People with the same label work as one party. */
  readonly pair: string | undefined;
}

export interface Roster {
  readonly entries: readonly RosterEntry[];
  /** All that is wrong, in the order of the lines. */
  readonly problems: readonly ErrorProblem[];
  /** Heads of columns that were not read. */
  readonly ignored: readonly string[];
}

/**
 * Reads a roster. What single rows have wrong comes as problems with their lines; throws `too-big` or `bad-table` where
 * there is no table to speak of.
 */
export function readRoster(bytes: Uint8Array, file: string, bounds: TableBounds = tableBounds): Roster {
  const table = readTable(bytes, file, bounds);
  const columns = columnsOf(table, file);
  const read = table.rows.map((row) => readRow(row, columns, file));
  const entries = read.flatMap(({ entry }) => (entry ? [entry] : []));
  const problems = [...read.flatMap((each) => each.problems), ...findDoubles(entries, file)];
  return {
    entries,
    problems: problems.sort((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0)),
    ignored: table.header.filter((head) => rosterColumnOf(head) === undefined && head.trim() !== ''),
  };
}

type Columns = ReadonlyMap<RosterColumn, number>;

function columnsOf({ header }: Table, file: string): Columns {
  const columns = new Map<RosterColumn, number>();
  for (const [index, head] of header.entries()) {
    const column = rosterColumnOf(head);
    if (column === undefined) continue;
    const other = columns.get(column);
    if (other !== undefined)
      throw badHeader(file, `“${header[other]}” and “${head}” of ${file} mean the same column.`);
    columns.set(column, index);
  }
  if (columns.has('name') || (columns.has('firstName') && columns.has('lastName'))) return columns;
  throw badHeader(file, `${file} has no column for names.`);
}

const badHeader = (file: string, message: string) =>
  new DrydockError('bad-table', {
    message,
    fix: `The first line names the columns: ${sayRosterColumns}.`,
    place: { file, line: 1 },
  });

/** One form of each letter, one space for several, nothing that turns or hides what stands beside it; but joiners. */
const plain = (most: number) =>
  z
    .string()
    .transform((text) => text.normalize('NFC').trim().replaceAll(/\s+/g, ' '))
    .refine((text) => [...text].length <= most, `is longer than ${most} letters`)
    .refine(
      (text) => !/[\p{Cc}\u{fffd}]|(?![\u{200c}\u{200d}])\p{Cf}/u.test(text),
      'has a sign that cannot be shown',
    );
const optional = (most: number) => plain(most).transform((text) => (text === '' ? undefined : text));

const RowSchema = z.object({
  name: plain(200).refine((name) => name !== '', 'is empty'),
  email: optional(254).refine(
    (email) => email === undefined || z.email().safeParse(email).success,
    'is no address of e-mail',
  ),
  sisId: optional(100),
  loginId: optional(254),
  section: plain(1000),
  pair: optional(100),
});

function readRow({ line, cells }: TableRow, columns: Columns, file: string) {
  const cell = (column: RosterColumn) => cells[columns.get(column) ?? -1] ?? '';
  const name = columns.has('name') ? cell('name') : `${cell('firstName')} ${cell('lastName')}`;
  const parsed = RowSchema.safeParse({
    name,
    email: cell('email'),
    sisId: cell('sisId'),
    loginId: cell('loginId'),
    section: cell('section'),
    pair: cell('pair'),
  });
  if (parsed.success) {
    const { section, ...entry } = parsed.data;
    const sections = section.split(';').flatMap((each) => (each.trim() === '' ? [] : [each.trim()]));
    return { entry: { ...entry, line, sections }, problems: [] };
  }
  const problems = parsed.error.issues.map(({ path, message }): ErrorProblem => {
    const key = String(path[0] ?? '');
    return { message: `Line ${line} of ${file}: ${key} ${message}.`, place: { file, line, key } };
  });
  return { entry: undefined, problems };
}

/** By what a platform tells people apart; a name does so only for who has none of these. */
export const rosterKeys = ['sisId', 'loginId', 'email'] as const;
export type RosterKey = (typeof rosterKeys)[number];

/** As platforms compare them: without regard to the case of letters. */
export const foldKey = (value: string): string => value.normalize('NFC').toLowerCase();

function findDoubles(entries: readonly RosterEntry[], file: string): readonly ErrorProblem[] {
  const seen = new Map<string, number>();
  const problems: ErrorProblem[] = [];
  const claim = ({ line }: RosterEntry, key: string, value: string) => {
    const before = seen.get(`${key} ${foldKey(value)}`);
    if (before === undefined) seen.set(`${key} ${foldKey(value)}`, line);
    else
      problems.push({
        message: `Line ${line} of ${file} has the ${key} “${value}” of line ${before}.`,
        fix: 'Leave one of the two, or correct what tells these people apart.',
        place: { file, line, key },
      });
  };
  for (const entry of entries) {
    for (const key of rosterKeys) if (entry[key] !== undefined) claim(entry, key, entry[key]);
    if (rosterKeys.every((key) => entry[key] === undefined)) claim(entry, 'name', entry.name);
  }
  return problems;
}
