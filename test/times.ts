import type { Outcome } from './reporter.ts';

/** A part of a whole run. */
export interface TimedPart {
  readonly name: string;
  readonly durationMs: number;
}

const slowestShown = 10;
/** As many as test/order.ts may need. */
const filesShown = 50;

/** Where the time went: each part, and the tests and files that took longest. Hooks count to their part only. */
export function renderTimes(parts: readonly TimedPart[], outcomes: readonly Outcome[]): string {
  const slowest = outcomes
    .flatMap(({ name, durationMs }) => (durationMs === undefined ? [] : [{ name, durationMs }]))
    .toSorted((one, other) => other.durationMs - one.durationMs)
    .slice(0, slowestShown);
  const perFile = Map.groupBy(outcomes, ({ file }) => file);
  const files = [...perFile]
    .flatMap(([name, tests]) =>
      name === undefined ? [] : [{ name, durationMs: sum(tests.map(({ durationMs = 0 }) => durationMs)) }],
    )
    .toSorted((one, other) => other.durationMs - one.durationMs)
    .slice(0, filesShown);
  return [
    'Where the time went:',
    ...parts.map(line),
    ...(slowest.length > 0 ? ['The slowest tests:', ...slowest.map(line)] : []),
    ...(files.length > 0 ? ['The longest files:', ...files.map(line)] : []),
  ].join('\n');
}

function line({ name, durationMs }: TimedPart): string {
  return `${(durationMs / 1000).toFixed(1).padStart(7)} s  ${name}`;
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
