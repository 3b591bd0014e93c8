/**
 * `npm test`: sets up what it needs and runs everything; the proof of a lab that nothing has touched is taken from the
 * last time, which `npm test -- --all` does not do. It ends with the table of attacks, the time that each part
 * took, and one line, `N passed, N failed, N skipped`, with the reason of each skip above it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { cases } from './adversarial/table.ts';
import { renderCases, tallyCases } from './adversarial/tally.ts';
import { checkSteps, runSteps } from './check.ts';
import { wholeVariable } from './labs/kept-proofs.ts';
import { prepareMachine } from './prepare-machine.ts';
import { type Outcome, readOutcomes } from './reporter.ts';
import { renderTimes, type TimedPart } from './times.ts';

const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } });
const folder = await mkdtemp(join(tmpdir(), 'drydock-test-'));
const outcomesFile = join(folder, 'outcomes.jsonl');
const outcomes: Outcome[] = [];
const say = (line: string) => console.log(line);
const elapsed = () => `${Math.round(performance.now() / 1000)} s`;
const parts: TimedPart[] = [];
let since = 0;
/** What has passed since the last part ended was this one's. */
const timed = (name: string) => {
  const now = performance.now();
  parts.push({ name, durationMs: now - since });
  since = now;
};

/** Engine and browser come while types and lint are checked: the one waits for the network, the other computes. */
const machine = prepareMachine(say);
machine.catch(() => undefined);

const steps = checkSteps.filter(({ name }) => name !== 'unit tests');
await runSteps(steps, ({ name }, { ok, output }) => {
  say(`${ok ? '✓' : '✗'} ${name} (${elapsed()})`);
  if (!ok) say(output.replaceAll(/^/gm, '  '));
  outcomes.push({
    name,
    state: ok ? 'passed' : 'failed',
    ...(ok ? {} : { reason: output.slice(-400) }),
  });
});

timed('types, lint, build');

const { skipped } = await machine;
timed('waiting for engine and images');
for (const reason of skipped) outcomes.push({ name: reason.what, state: 'skipped', reason: reason.why });

/**
 * What runs at once, each a run of vitest over projects; the first is seen as it goes, the others when they are over.
 * What has to have the engine to itself goes beside what needs none. Proofs of labs cut the engine's networks off.
 */
const rounds = [
  [['unit'], ['alone']],
  [['contract', 'adversarial']],
  [['labs']],
  [['e2e']],
] as const satisfies readonly (readonly (readonly string[])[])[];

async function runProjects(
  projects: readonly string[],
  { isSeen }: { readonly isSeen: boolean },
): Promise<void> {
  const reporters = ['--reporter=default', '--reporter=./test/reporter.ts'];
  const { exitCode, all } = await execa(
    'vitest',
    ['run', ...projects.flatMap((name) => ['--project', name]), ...reporters, '--passWithNoTests'],
    {
      preferLocal: true,
      reject: false,
      stdin: 'ignore',
      ...(isSeen ? { stdout: 'inherit', stderr: 'inherit' } : { all: true }),
      env: { DRYDOCK_OUTCOMES: outcomesFile, ...(values.all && { [wholeVariable]: '1' }) },
    },
  );
  const names = projects.join(' and ');
  if (!isSeen) say(`\n— ${names} tests, which ran meanwhile\n${String(all)}`);
  const failures = readOutcomes(outcomesFile).filter(
    ({ project = '', state }) => projects.includes(project) && state === 'failed',
  );
  if (exitCode !== 0 && failures.length === 0)
    outcomes.push({ name: `${names} tests`, state: 'failed', reason: `vitest ended with ${exitCode}` });
}

for (const round of rounds) {
  const names = round.flat().join(' and ');
  say(`\n— ${names} tests (${elapsed()})`);
  await Promise.all(round.map((projects, index) => runProjects(projects, { isSeen: index === 0 })));
  timed(`${names} tests`);
}
outcomes.push(...readOutcomes(outcomesFile));
await rm(folder, { recursive: true, force: true });

const results = tallyCases(cases, outcomes);
for (const { case: row, state, failed, files, reasons } of results) {
  // What its tests failed or skipped is counted there; what a class claims and no test showed is counted here.
  if (state === 'passed' || failed > 0 || (state === 'skipped' && files.length > 0)) continue;
  outcomes.push({ name: `case ${row.number}: ${row.attack}`, state, reason: reasons.join('; ') });
}

/** A failure tells most in its first lines; a whole diff would hide the next failure. */
const beginningOf = (reason: string) => {
  const lines = reason.split('\n').filter(Boolean).slice(0, 12);
  return lines.map((line) => `    ${line.slice(0, 400)}`).join('\n');
};
/** A suite that is skipped whole lacks what the machine could not be given. */
const whyWholeSuites = skipped.map(({ why }) => why).join('; ') || 'this machine lacks what its suite names';
const count = (state: Outcome['state']) => outcomes.filter((outcome) => outcome.state === state).length;
say(`\n${renderCases(results)}`);
say(`\n${renderTimes(parts, outcomes)}\n`);
for (const { name, state, reason, note } of outcomes) {
  if (note !== undefined) say(`· ${name}: ${note}`);
  if (state === 'failed') say(`✗ ${name}\n${beginningOf(reason ?? '')}`);
  if (state === 'skipped') say(`– skipped: ${name}: ${reason ?? whyWholeSuites}`);
}
say(`It took ${elapsed()}.`);
const tail = count('skipped') > 0 ? `, ${count('skipped')} skipped` : '';
console.log(`${count('passed')} passed, ${count('failed')} failed${tail}`);
process.exitCode = count('failed') === 0 && count('passed') > 0 ? 0 : 1;
