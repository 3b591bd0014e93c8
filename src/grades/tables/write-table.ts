import { stringify } from 'csv-stringify/sync';
import type { Delimiter } from './read-table.ts';

/** Which readers take for an end of line, or cut off, where no quotation marks stand around it. */
const odd = /[\r\n]|^\s|\s$/;

export type Cell = string | number | undefined;

/**
 * A table as CSV (RFC 4180) that a spreadsheet may open: a text that it would take for a formula, since it begins with
 * `= + - @`, a tab, or an end of line, gets an apostrophe before it (OWASP, CSV Injection). Numbers stay numbers.
 */
export function writeTable(rows: readonly (readonly Cell[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    {
      record_delimiter: '\r\n',
      quoted_match: odd,
      escape_formulas: true,
      cast: { string: (value) => (value.startsWith('\n') ? `'${value}` : value) },
    },
  );
}

/** A table as it was read, with other cells: nothing is put before what its owner wrote. */
export function rewriteTable(
  rows: readonly (readonly string[])[],
  { delimiter, hasMark }: { readonly delimiter: Delimiter; readonly hasMark: boolean },
): string {
  return stringify(
    rows.map((row) => [...row]),
    { record_delimiter: '\r\n', quoted_match: odd, delimiter, bom: hasMark },
  );
}
