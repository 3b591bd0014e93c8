/** What a run of the bench leaves: one JSON for programs, one table for people. */
import { cpus, release, totalmem } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import type { Measured, Unmeasured } from './measure.ts';
import type { Summary } from './summary.ts';

export interface Machine {
  readonly cpu: string;
  readonly cpus: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly node: string;
  readonly engine: string;
}

export function machineOf(engine: string): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cpus: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    engine,
  };
}

export interface BenchReport {
  readonly at: string;
  readonly machine: Machine;
  /** Fewer rounds than the figures of a release are made of. */
  readonly quick: boolean;
  readonly rows: readonly (Measured | Unmeasured)[];
  /** Ids of rows that were asked for and take longer than `--quick` has. */
  readonly leftOut: readonly string[];
}

export const isMeasured = (row: Measured | Unmeasured): row is Measured => 'ours' in row;

export function asMarkdown({ at, machine, quick, rows, leftOut }: BenchReport): string {
  const { cpu, cpus: count, memoryGiB, kernel, node, engine } = machine;
  const measured = rows.filter(isMeasured);
  const lines = [
    '| row | beside | ours: median, p95 | beside: median, p95 | ratio | goal | met | load |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map((row) =>
      isMeasured(row)
        ? lineOf(row)
        : `| ${row.what} | ${row.beside} | not here: ${cell(row.why)} | | | | | |`,
    ),
  ];
  const spans = measured.filter((row) => Object.keys(row.spans).length > 0);
  return [
    `Measured ${at}${quick ? ', with few rounds' : ''}: ${count} × ${cpu}, ${memoryGiB} GiB, Linux ${kernel}, Node ${node}, ${engine}. Both sides in one run, in turns; load of the minute before and after.`,
    '',
    ...lines,
    ...(leftOut.length > 0 ? ['', `Left out, since they take longer: ${leftOut.join(', ')}.`] : []),
    ...(spans.length > 0
      ? ['', 'Where the time of ours went, medians in ms:', '', ...spans.map(spansOf)]
      : []),
    '',
  ].join('\n');
}

/** In one line and of bounded length, as a table's cell takes it. */
const cell = (words: string) => {
  const line = stripVTControlCharacters(words).replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim();
  return line.length > 400 ? `${line.slice(0, 400)} …` : line;
};

const figure = (value: number, unit: string) =>
  `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${unit}`;

/** One line of a run while it goes on. */
export function asLine(row: Measured | Unmeasured): string {
  if (!isMeasured(row)) return `– ${row.id}: not here: ${cell(row.why)}`;
  const { id, unit, ours, ratio, goal, isMet, peerNotHere } = row;
  const mark = isMet === undefined ? '–' : isMet ? '✓' : '✗';
  const beside = ratio === undefined ? '' : `, ${ratio.toFixed(2)} ×`;
  const lacks = peerNotHere === undefined ? '' : `; beside: not here: ${cell(peerNotHere)}`;
  return `${mark} ${id}: ${figure(ours[goal.quantile ?? 'median'], unit)}${beside}${lacks}`;
}

function lineOf({ what, beside, unit, ours, peer, peerNotHere, ratio, goal, isMet, load }: Measured): string {
  const high = goal.quantile === 'p99' ? 'p99' : 'p95';
  const both = (summary: Summary) => `${figure(summary.median, unit)}, ${figure(summary[high], unit)}`;
  const goals = [
    ...(goal.ratio === undefined ? [] : [`≤ ${goal.ratio} ×`]),
    ...(goal.ours === undefined ? [] : [`≤ ${goal.ours} ${unit}`]),
  ].join(', ');
  const quantile = goal.quantile ? ` (${goal.quantile})` : '';
  const [before, after] = load;
  return `| ${what} | ${beside} | ${both(ours)} | ${peer ? both(peer) : peerNotHere === undefined ? '' : `not here: ${cell(peerNotHere)}`} | ${ratio === undefined ? '' : `${ratio.toFixed(2)} ×`} | ${goals}${quantile} | ${isMet === undefined ? '–' : isMet ? 'yes' : '**no**'} | ${before.toFixed(1)}, ${after.toFixed(1)} |`;
}

const spansOf = ({ what, spans }: Measured): string =>
  `- ${what}: ${Object.entries(spans)
    .map(([name, ms]) => `${name} ${figure(ms, 'ms')}`)
    .join(', ')}`;
