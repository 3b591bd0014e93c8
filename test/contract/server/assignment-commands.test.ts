/** A graded assignment from a terminal, against a server that runs for the home. Nothing is played on an engine. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LabId } from '../../../src/lab/lab-id.ts';
import { readLabState } from '../../../src/runner/library/lab-state.ts';
import { gradeNext } from '../../../src/runner/replay/grader.ts';
import { newRun } from '../../fixtures/attempt.ts';
import { type CommandsOfServer, startCommandsOfServer } from '../../fixtures/commands-of-server.ts';
import { simulateGrader } from '../../fixtures/grades/simulated-grader.ts';

const lab: LabId = 'start/first-container';
let at: CommandsOfServer;
let shared: CommandsOfServer['shared'];
let command: CommandsOfServer['command'];
beforeEach(async () => {
  at = await startCommandsOfServer();
  ({ shared, command } = at);
});
afterEach(() => at[Symbol.asyncDispose]());
const drydock = (...words: string[]) => command.run(...words);
const file = (name: string, text?: string) => {
  const path = join(shared.folder, name);
  if (text !== undefined) writeFileSync(path, text);
  return path;
};

/** As the owner leaves a lab: its start, laid out. */
async function work(of: LabId = lab): Promise<void> {
  const { store, library } = shared.without;
  const found = library.get(of);
  const workspaceDir = join(shared.folder, 'workspaces', 'mine');
  mkdirSync(workspaceDir, { recursive: true });
  for (const [path, { content }] of await readLabState(found, 'start', {})) {
    mkdirSync(join(workspaceDir, path, '..'), { recursive: true });
    writeFileSync(join(workspaceDir, path), content);
  }
  const { party } = store.localPerson();
  store.createRun({ ...newRun(party.id, of), workspaceDir, intent: 'stopped' });
}

test('a course gets its people, an assignment its rules, work its grade, and grades leave', async () => {
  expect((await drydock('course', 'list')).stdout).toContain('There is no course');
  expect((await drydock('course', 'make', 'Security', '--zone', 'Europe/Vienna')).stdout).toMatch(
    /^Security \(\w+\), by the clocks of Europe\/Vienna/,
  );
  const people = file('people.csv', 'name,email\nAda,ada@example.org\nBen,no address\n');
  expect(await drydock('course', 'roster', people)).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('Line 3 of people.csv: email is no address of e-mail'),
  });
  file('people.csv', 'name,email\nAda,ada@example.org\n=Ben,ben@example.org\n=Cem,cem@example.org\n');
  expect((await drydock('course', 'roster', people)).stdout).toContain('Import it with --apply');
  expect((await drydock('course', 'roster', people, '--apply')).stdout).toContain('Imported.');
  expect((await drydock('course', 'people')).stdout).toMatch(/Ada +ada@example\.org/);
  expect((await drydock('course', 'links')).stdout).toMatch(
    /^Ada: http:\S+\/login#\S+\n=Ben: http\S+\n=Cem: http/,
  );

  const rules = ['--labs', `${lab}=10`, '--opens', '2026-01-01T08:00', '--late', '10%/day:3'];
  const made = await drydock('assignment', 'make', 'Week 1', ...rules, '--due', '2099-10-24T23:59');
  expect(made.stdout).toContain('Late work loses 10 % of what it earned for each day');
  expect((await drydock('assignment', 'list')).stdout).toContain('Week 1');
  expect((await drydock('assignment', 'gradebook')).stdout).toMatch(/Ada +open +–/);

  await work();
  const handed = await drydock('lab', 'hand-in', lab);
  expect(handed.stdout).toMatch(/number 1 was received 20\S+Z, with \d+ files/);
  expect(handed.stdout).toContain('a rehearsal');
  expect((await drydock('assignment', 'show')).stdout).toContain('1 submissions; 1 of them wait');
  const { store, library, ledger } = shared.without;
  const turn = await gradeNext(simulateGrader({ store, library, ledger }), new AbortController().signal);
  expect(turn).toBe('ended');

  expect((await drydock('assignment', 'extend', 'Ada')).stderr).toContain('Say one thing');
  expect((await drydock('assignment', 'extend', 'Ada', '--until', '2099-10-31T23:59')).stdout).toContain(
    'Ada: open',
  );
  const override = await drydock('assignment', 'override', 'Ada', '7.5', '--reason', 'Half of it.');
  expect(override.stdout).toContain('Ada: overridden, 7.5 of 10');
  expect((await drydock('assignment', 'override', 'Ada', '7.5')).stderr).toContain('reads why');
  expect((await drydock('assignment', 'comment', 'Ada', 'Well begun.')).stdout).toBe('Ada can read it.\n');
  expect((await drydock('assignment', 'show', '--person', 'Ada')).stdout).toContain('since: Half of it.');
  expect((await drydock('assignment', 'regrade')).stderr).toContain('judged by its labs as they are now');
  expect((await drydock('assignment', 'regrades')).stdout).toBe('Week 1 was never graded anew.\n');

  expect((await drydock('people', 'erase', 'Nobody')).stderr).toContain('or takes part in a course');
  expect((await drydock('people', 'erase', '=Ben')).stderr).toContain('--for-good');
  expect((await drydock('people', 'erase', '=Ben', '--for-good')).stdout).toContain('=Ben is gone');
  expect((await drydock('course', 'people')).stdout).not.toContain('Ben');

  const out = file('grades.csv');
  expect((await drydock('assignment', 'export', out)).stdout).toContain('Written to');
  expect(readFileSync(out, 'utf8')).toContain("'=Cem");
  expect(await drydock('assignment', 'export', out)).toMatchObject({ exitCode: 2 });
  expect((await drydock('assignment', 'export', file('x'), '--as', 'pdf')).stderr).toContain('--as canvas');
});

test('work that could not be graded, and a time that would remove work, have to be said twice', async () => {
  await drydock('course', 'make', 'Security', '--zone', 'Europe/Vienna');
  const rules = ['--labs', 'stack/transfer=10', '--opens', '2026-01-01T08:00', '--due', '2099-10-24T23:59'];
  await drydock('assignment', 'make', 'Exam', ...rules);
  await work('stack/transfer');
  const refused = await drydock('lab', 'hand-in', 'stack/transfer');
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toMatch(/could not be graded\. .*\n.*--anyway/s);
  const { store } = shared.without;
  const [exam] = store.listAssignments();
  if (exam === undefined) throw new Error('There is no assignment');
  expect(store.listSubmissions(exam.id)).toHaveLength(0);
  expect((await drydock('lab', 'hand-in', 'stack/transfer', '--anyway')).stdout).toContain('was received');
  expect(store.listSubmissions(exam.id)).toHaveLength(1);

  const window = { ...exam.policy.window, due: '2026-02-01T08:00:00.000Z' };
  store.changeAssignment(exam.id, { ...exam.policy, window }, store.localPerson().person.id);
  const tooShort = await drydock('course', 'keep', '7');
  expect(tooShort.exitCode).toBe(2);
  expect(tooShort.stderr).toMatch(/would be removed now: Exam \(1\)\. .*--for-good/s);
  expect(store.listCourses()).toMatchObject([{ keepDays: 365 }]);
  expect((await drydock('course', 'keep', '3650')).stdout).toContain('is kept for 3650 days');
  expect((await drydock('course', 'keep', '7', '--for-good')).stdout).toContain('is kept for 7 days');
});

test.each([
  ['a time that clocks skip', ['--due', '2027-03-28T02:30'], 'never show'],
  ['a time that clocks show twice', ['--due', '2027-10-31T02:30'], 'twice'],
  ['a time that is none', ['--due', 'tomorrow'], 'is no date and time'],
  ['a late rule that is none', ['--due', '2027-03-01T08:00', '--late', 'some'], 'is no rule'],
  ['a lab that is not in the book', ['--labs', 'no/such=1', '--due', '2027-03-01T08:00'], 'There is no lab'],
  ['no due time', [], 'has labs and a due time'],
])('%s is refused with what to write', async (_, options, says) => {
  await drydock('course', 'make', 'Security', '--zone', 'Europe/Vienna');
  const made = await drydock('assignment', 'make', 'Week 1', '--labs', `${lab}=10`, ...options);
  expect(made.exitCode).toBe(2);
  expect(made.stderr).toContain(says);
});
