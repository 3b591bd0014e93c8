/**
 * `npm test`: sets up what it needs and runs everything. Its last line is `N passed, N failed, N skipped`, with the
 * reason of each skip above it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { checkSteps } from './check.ts';
import { prepareMachine } from './prepare-machine.ts';
import type { Outcome } from './reporter.ts';

const folder = await mkdtemp(join(tmpdir(), 'drydock-test-'));
const outcomesFile = join(folder, 'outcomes.jsonl');
const outcomes: Outcome[] = [];
const say = (line: string) => console.log(line);
const elapsed = () => `${Math.round(performance.now() / 1000)} s`;

/** Engine and browser come while types and lint are checked: the one waits for the network, the other computes. */
const machine = prepareMachine(say);
machine.catch(() => undefined);

for (const step of checkSteps.filter(({ name }) => name !== 'unit tests')) {
  const { ok, output } = await step.run();
  say(`${ok ? '✓' : '✗'} ${step.name} (${elapsed()})`);
  if (!ok) say(output.replaceAll(/^/gm, '  '));
  outcomes.push({
    name: step.name,
    state: ok ? 'passed' : 'failed',
    ...(ok ? {} : { reason: output.slice(-400) }),
  });
}

const { skipped } = await machine;
for (const reason of skipped) outcomes.push({ name: reason.what, state: 'skipped', reason: reason.why });

for (const project of ['unit', 'contract', 'labs', 'e2e']) {
  say(`\n— ${project} tests (${elapsed()})`);
  const { exitCode } = await execa(
    'vitest',
    ['run', '--project', project, '--reporter=default', '--reporter=./test/reporter.ts', '--passWithNoTests'],
    {
      preferLocal: true,
      reject: false,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { DRYDOCK_OUTCOMES: outcomesFile },
    },
  );
  const told = readOutcomes();
  const failures = told.filter(({ name, state }) => name.startsWith(`${project} `) && state === 'failed');
  if (exitCode !== 0 && failures.length === 0)
    outcomes.push({ name: `${project} tests`, state: 'failed', reason: `vitest ended with ${exitCode}` });
}
outcomes.push(...readOutcomes());
await rm(folder, { recursive: true, force: true });

/** A suite that is skipped whole lacks what the machine could not be given. */
const whyWholeSuites = skipped.map(({ why }) => why).join('; ') || 'this machine lacks what its suite names';
const count = (state: Outcome['state']) => outcomes.filter((outcome) => outcome.state === state).length;
say('');
for (const { name, state, reason } of outcomes) {
  if (state === 'failed') say(`✗ ${name}\n    ${(reason ?? '').split('\n')[0]}`);
  if (state === 'skipped') say(`– skipped: ${name}: ${reason ?? whyWholeSuites}`);
}
say(`It took ${elapsed()}.`);
const tail = count('skipped') > 0 ? `, ${count('skipped')} skipped` : '';
console.log(`${count('passed')} passed, ${count('failed')} failed${tail}`);
process.exitCode = count('failed') === 0 && count('passed') > 0 ? 0 : 1;

function readOutcomes(): readonly Outcome[] {
  if (!existsSync(outcomesFile)) return [];
  return readFileSync(outcomesFile, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Outcome);
}
