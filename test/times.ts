import type { Outcome } from './reporter.ts';

/** A part of a whole run. */
export interface TimedPart {
  readonly name: string;
  readonly durationMs: number;
}

const slowestShown = 10;

/** Where the time went: each part, and the tests that took longest. Hooks count to their part only. */
export function renderTimes(parts: readonly TimedPart[], outcomes: readonly Outcome[]): string {
  const slowest = outcomes
    .flatMap(({ name, durationMs }) => (durationMs === undefined ? [] : [{ name, durationMs }]))
    .toSorted((one, other) => other.durationMs - one.durationMs)
    .slice(0, slowestShown);
  return [
    'Where the time went:',
    ...parts.map(line),
    ...(slowest.length > 0 ? ['The slowest tests:', ...slowest.map(line)] : []),
  ].join('\n');
}

function line({ name, durationMs }: TimedPart): string {
  return `${(durationMs / 1000).toFixed(1).padStart(7)} s  ${name}`;
}
