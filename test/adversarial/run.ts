/**
 * `npm run cases -- 37 54`: executes these cases, or all without a number, wherever their tests stand, and prints
 * their rows. Cases that need engines or a browser skip what is not there; `npm test` prepares all of it.
 */
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { readOutcomes } from '../reporter.ts';
import { cases } from './table.ts';
import { renderCases, tallyCases } from './tally.ts';

const wanted = process.argv.slice(2).map(Number);
const table = wanted.length === 0 ? cases : cases.filter(({ number }) => wanted.includes(number));
if (table.length === 0 || wanted.some((number) => !cases.some((row) => row.number === number))) {
  console.error(`There are cases 1 to ${cases.length}: npm run cases -- 37 54`);
  process.exit(2);
}
const numbers = wanted.length === 0 ? '\\d+' : `(?:${wanted.join('|')})`;
/** Files that do not speak of cases need not be loaded: that takes longer than the tests. */
const files: string[] = [];
for await (const file of glob('test/**/*.test.ts'))
  if (/['"`]case (?:\d|\$\{|%)/.test(await readFile(file, 'utf8'))) files.push(file);

const folder = await mkdtemp(join(tmpdir(), 'drydock-cases-'));
const outcomesFile = join(folder, 'outcomes.jsonl');
const projects = ['unit', 'contract', 'adversarial', 'alone', 'labs', 'e2e'].flatMap((name) => [
  '--project',
  name,
]);
await execa(
  'vitest',
  [
    'run',
    ...files,
    ...projects,
    '--testNamePattern',
    `(?:^| )case (?:\\d+, ?)*${numbers}(?:, ?\\d+)*(?: \\([\\w:-]+\\))?:`,
    '--reporter=default',
    '--reporter=./test/reporter.ts',
    '--passWithNoTests',
  ],
  {
    preferLocal: true,
    reject: false,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { DRYDOCK_OUTCOMES: outcomesFile },
  },
);
const results = tallyCases(table, readOutcomes(outcomesFile));
await rm(folder, { recursive: true, force: true });
console.log(`\n${renderCases(results)}`);
process.exitCode = results.some(({ state }) => state === 'failed') ? 1 : 0;
