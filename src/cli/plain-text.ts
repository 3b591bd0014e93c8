/**
 * How text goes to a terminal or a log. Names, labels and arguments are whatever somebody wrote into a container: as
 * text they are shown, as commands to the terminal or to the service that reads the log they are not.
 */
import { oneLine, unprintable } from '../lab/general/one-line.ts';

/** `##[error]`, `##vso[…]`, `##teamcity[…]` are heard anywhere in a line. */
const heard = /#(?=#\w*\[)/g;
/** `::error::` at its beginning, behind blanks too. GitHub Actions, workflow commands. */
const command = /^(\s*):(?=:)/;

/** Text as one line that says nothing to a terminal, nor to what reads a log line by line. */
export function plainLine(text: string): string {
  return oneLine(text).replaceAll(heard, '#\\').replace(command, '$1\\:');
}

/** JSON that means the same, with what `JSON.stringify` leaves as it is written as escapes. */
export function plainJson(json: string): string {
  const unicode = (text: string) => `\\u${text.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return json
    .split('\n')
    .map((line) => line.replaceAll(unprintable, unicode).replaceAll(heard, '\\u0023'))
    .join('\n');
}

/** One line of an answer each. */
export function printLines(lines: readonly string[]): void {
  process.stdout.write(`${lines.map(plainLine).join('\n')}\n`);
}

/** What is told beside the answer, line by line as it is broken. */
export function tell(text: string): void {
  process.stderr.write(`${text.split('\n').map(plainLine).join('\n')}\n`);
}
