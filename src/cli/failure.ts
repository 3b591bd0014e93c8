/** The one place that decides how an error is shown and what the process exits with. */
import { CommanderError } from 'commander';
import {
  DrydockError,
  type ErrorReport,
  errorCatalogue,
  reportError,
  type SourcePlace,
} from '../lab/errors.ts';
import { plainJson, tell } from './plain-text.ts';

/** The lines that a person reads. */
export function describeError(report: ErrorReport): string {
  const place = report.place && describePlace(report.place);
  if (report.problems)
    return [
      `${report.title}: ${report.problems.length} things to put right.`,
      ...report.problems.flatMap((problem) => [
        `- ${hung(problem.message)}`,
        problem.place && `    at ${describePlace(problem.place)}`,
        problem.fix && `    ${problem.fix}`,
      ]),
    ]
      .filter(Boolean)
      .join('\n');
  return [
    `${report.title}: ${hung(report.message)}`,
    place && `  at ${place}`,
    report.output?.replaceAll(/^/gm, '  | '),
    report.fix?.replaceAll(/^/gm, '  '),
  ]
    .filter(Boolean)
    .join('\n');
}

/** What a message has of further lines stands below its first one, and cannot be taken for one of ours. */
const hung = (text: string) => text.replaceAll('\n', '\n    ');

function describePlace({ file, line, column, key }: SourcePlace): string {
  const at = [file, line, column].filter((part) => part !== undefined).join(':');
  return key ? `${at} (${key})` : at;
}

/** 1 the answer is no, 2 used wrongly, 3 we failed. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return error instanceof DrydockError ? errorCatalogue[error.code].exit : 3;
}

/** Prints an error, as JSON where data was asked for. What we did not foresee comes with its stack. */
export function printError(error: unknown, json: boolean): void {
  if (error instanceof CommanderError) return;
  const report = reportError(error);
  if (json) process.stdout.write(`${plainJson(JSON.stringify({ error: report }))}\n`);
  tell(describeError(report));
  if (!(error instanceof DrydockError) && error instanceof Error) tell(error.stack ?? '');
}
