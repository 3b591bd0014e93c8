/** A workshop from a terminal, against a server that runs for the home. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CommandsOfServer, startCommandsOfServer } from '../../fixtures/commands-of-server.ts';
import { agreed } from '../../fixtures/sessions/agreed.ts';

let at: CommandsOfServer;
let shared: CommandsOfServer['shared'];
let command: CommandsOfServer['command'];
beforeEach(async () => {
  at = await startCommandsOfServer();
  ({ shared, command } = at);
});
afterEach(() => at[Symbol.asyncDispose]());
const drydock = (...words: string[]) => command.run(...words);
const joinAs = (code: string, name: string) =>
  shared.at.request('/api/join', {
    method: 'POST',
    body: JSON.stringify({ code, name, asked: 'drawn-by-the-browser', agreed }),
  });

test('a session is made, shown, changed, told and exported, and who leads it is let in', async () => {
  expect((await drydock('session', 'list')).stdout).toContain('There is no session');
  const made = await drydock('session', 'make', 'Tuesday', '--chapters', 'start', '--for', '2h');
  const code = /with the code ([0-9A-Z]{4}-[0-9A-Z]{4})/.exec(made.stdout)?.[1] ?? '';
  expect(made.stdout).toMatch(/^Tuesday: open, until .*; 0 of 40 have joined\.$/m);
  expect((await joinAs(code, '=Anna')).status).toBe(200);
  expect((await drydock('session', 'list')).stdout).toContain(code);
  const shown = (await drydock('session', 'show')).stdout;
  expect(shown).toContain('1 of 40 have joined');
  expect(shown).toMatch(/^=Anna {2,}·/m);
  expect((await drydock('session', 'pause')).stdout).toContain('Tuesday: paused');
  expect((await drydock('session', 'resume', code)).stdout).toContain('Tuesday: open');
  expect((await drydock('session', 'notice', 'Read on.', '--place', '/start/')).stdout).toBe(
    'Tuesday: told 1 learner.\n',
  );
  const other = /with the code (\S+)/.exec((await drydock('session', 'code')).stdout)?.[1];
  expect(other).not.toBe(code);
  const file = join(shared.folder, 'results.csv');
  expect((await drydock('session', 'export', file)).stdout).toMatch(/rows are in/);
  expect(readFileSync(file, 'utf8')).toMatch(/^learner,lab,task,.*\r\n'=Anna,start\/first-container,/);
  expect(await drydock('session', 'export', file)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('it is there already'),
  });
  expect((await drydock('session', 'link', '=Anna')).stdout).toMatch(/\/join\/#link=\S+\n$/);
  expect(await drydock('session', 'remove', 'Nobody')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Nobody called Nobody is in this session.'),
  });
  expect((await drydock('session', 'remove', '=Anna')).stdout).toMatch(/^=Anna is out of Tuesday\./);
  const after = join(shared.folder, 'after.csv');
  await drydock('session', 'export', after);
  expect(readFileSync(after, 'utf8')).toMatch(/^'=Anna,.*Z\r$/m);
  expect((await joinAs(other ?? '', 'Ben')).status).toBe(200);
  expect((await drydock('session', 'end', 'Tuesday')).stdout).toContain('Tuesday: ended');
  expect((await drydock('session', 'extend', '15m', 'Tuesday')).stdout).toContain('Tuesday: open');
  expect((await drydock('session', 'capacity', '2')).stdout).toContain('1 of 2 have joined');
  expect((await drydock('session', 'stuck')).stdout).toContain('not changed for 4 minutes');
  const changed = (await drydock('session', 'stuck', '--minutes', '7', '--repeats', '5')).stdout;
  expect(changed).toMatch(/^Tuesday: .* for 7 minutes or 2 times .* 5 times\. .* 5 minutes is away\.$/m);
  expect((await drydock('session', 'stuck', '--json')).stdout).toContain('"minutes": 7');
  expect(await drydock('session', 'stuck', '--away', 'soon')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('--away soon is no number above 0.'),
  });
});

test('what learners made is kept as long as is said, told whole, and taken away with whoever it is of', async () => {
  const made = await drydock(
    'session',
    'make',
    'Tuesday',
    '--chapters',
    'start',
    '--for',
    '2h',
    '--keep',
    '30d',
  );
  expect(made.stdout).toMatch(/^What learners make is kept for 30 days, and removed on /m);
  const code = /with the code (\S+)/.exec(made.stdout)?.[1] ?? '';
  expect((await joinAs(code, 'Anna')).status).toBe(200);
  expect((await drydock('session', 'keep', '1d')).stdout).not.toContain('Each learner is asked');
  expect((await drydock('session', 'keep', '60d')).stdout).toContain('Each learner is asked');
  expect(await drydock('session', 'keep', '36h')).toMatchObject({ exitCode: 2 });
  const whole = join(shared.folder, 'all.json');
  expect((await drydock('session', 'export', whole)).stdout).toContain('1 learners are in');
  expect(JSON.parse(readFileSync(whole, 'utf8'))).toMatchObject({
    session: { title: 'Tuesday', keepDays: 60 },
    learners: [{ alias: 'Anna', standings: [], attempts: [] }],
    hands: [],
    notices: [],
    shares: [],
  });
  const file = join(shared.folder, 'anna.json');
  expect((await drydock('people', 'export', 'Anna', file)).stdout).toContain('All that is kept of Anna');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ person: [{ name: 'Anna' }] });
  const asked = await drydock('people', 'erase', 'Anna');
  expect(asked).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--for-good') });
  expect((await drydock('people', 'erase', 'Anna', '--for-good')).stdout).toContain(
    'Anna is gone from this home',
  );
  expect(await drydock('people', 'erase', 'Anna', '--for-good')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Nobody of the name'),
  });
});

test('the doctor says no where something is missing, for people and for programs', async () => {
  await drydock('session', 'make', 'Tuesday', '--chapters', 'start');
  const { stdout, exitCode } = await drydock('session', 'doctor');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^Tuesday: something is missing\.$/m);
  expect(stdout).toMatch(/^✗ {2}Address +http:.*this machine alone$/m);
  const json = await drydock('session', 'doctor', '--json');
  expect(json.exitCode).toBe(1);
  expect(JSON.parse(json.stdout)).toMatchObject({ isReady: false, facts: expect.any(Array) });
  expect(await drydock('session', 'doctor', 'Monday')).toMatchObject({ exitCode: 2 });
});

test('a session is opened before its time, and one that is open is not', async () => {
  const opens = new Date(Date.now() + 3_600_000).toISOString();
  await drydock('session', 'make', 'Later', '--chapters', 'start', '--opens', opens);
  expect((await drydock('session', 'show')).stdout).toContain('Later: planned');
  expect((await drydock('session', 'open')).stdout).toContain('Later: open');
  expect(await drydock('session', 'open')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Later is open, so it is not to be opened before its time.'),
  });
});

test('people are let in by a link, and leave', async () => {
  const added = await drydock('people', 'add', 'Grace', '--role', 'assistant');
  expect(added.stdout).toMatch(/^Grace signs in by this link, once, within a day:\nhttp:\S+\/login#\S+\n$/);
  expect((await drydock('people', 'list')).stdout).toMatch(/Grace +assistant +home/);
  expect((await drydock('people', 'link', 'Grace')).stdout).toMatch(/\/login#/);
  expect((await drydock('people', 'remove', 'Grace')).stdout).toBe('Grace leads nothing any more.\n');
  expect(await drydock('people', 'link', 'Grace')).toMatchObject({ exitCode: 2 });
});

test.each([
  ['no labs', ['make', 'x'], 'A session has a list of labs.'],
  ['a lab that is not there', ['make', 'x', '--labs', 'no/such'], 'There is no lab no/such.'],
  [
    'a chapter that is not there',
    ['make', 'x', '--chapters', 'nowhere'],
    'No lab belongs to a chapter nowhere.',
  ],
  [
    'two ends',
    ['make', 'x', '--chapters', 'start', '--for', '1h', '--ends', '2030-01-01T00:00Z'],
    'not both',
  ],
  [
    'a time without an offset',
    ['make', 'x', '--chapters', 'start', '--ends', '2030-01-01T00:00'],
    'no time with an offset',
  ],
  [
    'a length that is none',
    ['make', 'x', '--chapters', 'start', '--for', 'long'],
    'long is no length of time.',
  ],
  ['no learners', ['make', 'x', '--chapters', 'start', '--capacity', '0'], 'no whole number from 1'],
  ['a session that is not there', ['show', 'Monday'], 'There is no session “Monday”.'],
  ['none at all', ['pause'], 'No session is open or planned.'],
])('%s is said, with what to do', async (_, words, message) => {
  const { exitCode, stderr } = await drydock('session', ...words);
  expect(stderr).toContain(message);
  expect(exitCode).toBe(2);
});
