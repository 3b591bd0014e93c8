import { CsvError, parse } from 'csv-parse/sync';
import * as z from 'zod';
import { DrydockError } from '../../lab/errors.ts';
import { decodeText } from './decode-text.ts';

/** A table of text (RFC 4180, with any of three delimiters), as it was written. */
export interface Table {
  readonly header: readonly string[];
  /** Without rows that are empty throughout. Each has as many cells as the header. */
  readonly rows: readonly TableRow[];
  readonly delimiter: Delimiter;
  /** A byte order mark stood before it. */
  readonly hasMark: boolean;
}

export interface TableRow {
  /** On which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

const delimiters = [',', ';', '\t'] as const;
export type Delimiter = (typeof delimiters)[number];

export interface TableBounds {
  readonly mostBytes: number;
  readonly mostRows: number;
}

/** A course of ten thousand, with room. */
export const tableBounds: TableBounds = { mostBytes: 4 * 1024 * 1024, mostRows: 10_000 };

const ParsedSchema = z.array(
  z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }),
);

/**
 * Reads a table whole. Throws `too-big` or `bad-table`, with the line, where it is none: what single cells say is for
 * the caller to judge.
 */
export function readTable(bytes: Uint8Array, file: string, bounds: TableBounds = tableBounds): Table {
  const { text, hasMark } = decodeText(bytes, file, bounds.mostBytes);
  const delimiter = delimiterOf(text);
  const [first, ...rest] = records(text, delimiter, file).filter(({ cells }) =>
    cells.some((cell) => cell.trim() !== ''),
  );
  if (first === undefined) throw badTable(file, { line: 1, what: 'is empty, as all of it is' });
  if (rest.length > bounds.mostRows)
    throw new DrydockError('too-big', {
      message: `${file} has ${rest.length} rows; at most ${bounds.mostRows} are read.`,
      fix: 'Send it in several parts.',
      place: { file },
    });
  const width = first.cells.length;
  const uneven = rest.filter(({ cells }) => cells.length !== width);
  if (uneven.length > 0)
    throw badTable(
      file,
      ...uneven.map(({ line, cells }) => ({
        line,
        what: `has ${cells.length} cells, and its header ${width}`,
      })),
    );
  return { header: first.cells, rows: rest, delimiter, hasMark };
}

function records(text: string, delimiter: Delimiter, file: string): readonly TableRow[] {
  const ends = parseRecords(text, delimiter, file);
  return ends.map(({ record }, index) => ({
    line: (ends[index - 1]?.info.lines ?? 0) + 1,
    cells: record,
  }));
}

function parseRecords(text: string, delimiter: Delimiter, file: string) {
  try {
    return ParsedSchema.parse(parse(text, { delimiter, info: true, relax_column_count: true }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw badTable(file, {
      line: lineOf(error, text, delimiter),
      what: `cannot be read: ${reasonOf(error)}`,
    });
  }
}

/** On which the record begins that could not be read; the library tells where it gave up, and after how many. */
function lineOf(error: CsvError, text: string, delimiter: Delimiter): number {
  const { records = 0 } = z.object({ records: z.number() }).safeParse(error).data ?? {};
  if (records === 0) return 1;
  const whole = parse(text, { delimiter, info: true, relax_column_count: true, to: records });
  return (ParsedSchema.parse(whole).at(-1)?.info.lines ?? 0) + 1;
}

function reasonOf({ code, message }: CsvError): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quotation mark is opened there and not closed';
    case 'INVALID_OPENING_QUOTE':
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'a quotation mark stands in the middle of a cell';
    default:
      return message;
  }
}

/** The one that stands most often in the first line, outside of quotation marks. */
function delimiterOf(text: string): Delimiter {
  const [line = ''] = text.replaceAll(/"[^"]*"/g, '').split(/\r\n|\r|\n/);
  const count = (delimiter: Delimiter) => line.split(delimiter).length;
  return delimiters.reduce((best, each) => (count(each) > count(best) ? each : best));
}

interface WrongLine {
  readonly line: number;
  readonly what: string;
}

function badTable(file: string, ...wrong: readonly WrongLine[]): DrydockError {
  const problems = wrong.map(({ line, what }) => ({
    message: `Line ${line} of ${file} ${what}.`,
    place: { file, line },
  }));
  const [first = { message: `${file} cannot be read.`, place: { file } }] = problems;
  return new DrydockError('bad-table', {
    ...first,
    fix: 'Correct the line, or save the table anew from the spreadsheet.',
    ...(problems.length > 1 ? { problems } : {}),
  });
}
