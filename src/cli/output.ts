import { plainJson, printLines } from './plain-text.ts';

/** What a command prints as its answer: a line or a table for people, JSON for programs. */
export interface Output {
  readonly json: boolean;
  /** The answer. With `--json` the value, else the lines. */
  answer(value: unknown, lines: readonly string[]): void;
}

export function makeOutput(json: boolean): Output {
  return {
    json,
    answer(value, lines) {
      if (json) process.stdout.write(`${plainJson(JSON.stringify(value, null, 2))}\n`);
      else printLines(lines);
    },
  };
}

/** Columns as wide as their widest cell, two blanks between, none at the end. */
export function formatTable(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
