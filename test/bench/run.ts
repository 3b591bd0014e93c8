/**
 * `npm run bench [-- ROW …] [-- --quick]`: measures what a reader waits for beside what they would do otherwise, and
 * writes the table to test/bench/results/. Ends with 0 whether goals are met or not: a busy machine is no fault.
 * `--quick` takes less than three minutes on two quiet cores: few rounds, no row that takes long, nothing installed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { prepareMachine } from '../prepare-machine.ts';
import { engineWords } from './bench-engine.ts';
import { measure } from './measure.ts';
import { installNothing } from './peers.ts';
import { asLine, asMarkdown, type BenchReport, machineOf } from './report.ts';
import { quickRoundsOf } from './row.ts';
import { rows } from './rows/rows.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, out: { type: 'string' } },
});
const unknown = positionals.filter((id) => !rows.some((row) => row.id === id));
if (unknown.length > 0) {
  console.error(`No row ${unknown.join(', ')}. There are: ${rows.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}
const chosen = positionals.length === 0 ? rows : rows.filter(({ id }) => positionals.includes(id));
if (values.quick) installNothing();
await prepareMachine((line) => console.log(line));

/** Under three minutes in all: after the first no row is begun, at the second the last one is cut off. */
const [beginMs, quickMs] = [140_000, 170_000];
const leftOut = values.quick ? chosen.filter((row) => quickRoundsOf(row) === 0) : [];
const began = performance.now();
const found: BenchReport['rows'][number][] = [];
const inTime = chosen.filter((row) => !leftOut.includes(row));
for (const row of inTime) {
  const spent = performance.now() - began;
  if (values.quick && spent > beginMs) {
    leftOut.push(row);
    continue;
  }
  const measured = await (values.quick
    ? measure(row, quickRoundsOf(row), quickMs - spent)
    : measure(row, row.rounds));
  found.push(measured);
  console.log(asLine(measured));
}
const report: BenchReport = {
  at: new Date().toISOString(),
  machine: machineOf(await engineWords()),
  quick: values.quick,
  rows: found,
  leftOut: leftOut.map(({ id }) => id),
};
const folder = values.out ?? 'test/bench/results';
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/latest.json`, `${JSON.stringify(report, undefined, 2)}\n`);
writeFileSync(`${folder}/latest.md`, asMarkdown(report));
console.log(`\n${asMarkdown(report)}\nWritten to ${folder}/latest.md and latest.json`);
process.exit(0);
