/** What a run of the bench leaves: one JSON for programs, one table for people. */
import { cpus, release, totalmem } from 'node:os';
import type { Measured, Unmeasured } from './measure.ts';

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
}

export const isMeasured = (row: Measured | Unmeasured): row is Measured => 'ours' in row;

export function asMarkdown({ at, machine, quick, rows }: BenchReport): string {
  const { cpu, cpus: count, memoryGiB, kernel, node, engine } = machine;
  const measured = rows.filter(isMeasured);
  const lines = [
    '| row | beside | ours: median, p95 | beside: median, p95 | ratio | goal | met | load |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map((row) =>
      isMeasured(row) ? lineOf(row) : `| ${row.what} | ${row.beside} | not here: ${row.why} | | | | | |`,
    ),
  ];
  const spans = measured.filter((row) => Object.keys(row.spans).length > 0);
  return [
    `Measured ${at}${quick ? ', with few rounds' : ''}: ${count} × ${cpu}, ${memoryGiB} GiB, Linux ${kernel}, Node ${node}, ${engine}. Both sides in one run, in turns; load of the minute before and after.`,
    '',
    ...lines,
    ...(spans.length > 0
      ? ['', 'Where the time of ours went, medians in ms:', '', ...spans.map(spansOf)]
      : []),
    '',
  ].join('\n');
}

const figure = (value: number, unit: string) =>
  `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${unit}`;

function lineOf({ what, beside, unit, ours, peer, ratio, goal, isMet, load }: Measured): string {
  const both = ({ median, p95 }: { median: number; p95: number }) =>
    `${figure(median, unit)}, ${figure(p95, unit)}`;
  const goals = [
    ...(goal.ratio === undefined ? [] : [`≤ ${goal.ratio} ×`]),
    ...(goal.ours === undefined ? [] : [`≤ ${goal.ours} ${unit}`]),
  ].join(', ');
  const quantile = goal.quantile ? ` (${goal.quantile})` : '';
  const [before, after] = load;
  return `| ${what} | ${beside} | ${both(ours)} | ${peer ? both(peer) : ''} | ${ratio === undefined ? '' : `${ratio.toFixed(2)} ×`} | ${goals}${quantile} | ${isMet ? 'yes' : '**no**'} | ${before.toFixed(1)}, ${after.toFixed(1)} |`;
}

const spansOf = ({ what, spans }: Measured): string =>
  `- ${what}: ${Object.entries(spans)
    .map(([name, ms]) => `${name} ${figure(ms, 'ms')}`)
    .join(', ')}`;
