/** Learning platforms from a terminal, against a server that runs for the home. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CommandsOfServer, startCommandsOfServer } from '../../fixtures/commands-of-server.ts';

let at: CommandsOfServer;
let command: CommandsOfServer['command'];
beforeEach(async () => {
  at = await startCommandsOfServer();
  ({ command } = at);
});
afterEach(() => at[Symbol.asyncDispose]());
const lti = (...words: string[]) => command.run('lti', ...words);
const told = (origin: string) =>
  ['--issuer', 'https://lms.test', '--client', '7', '--auth', `${origin}/auth`].concat([
    ...['--token', `${origin}/token`, '--keys', `${origin}/keys`],
  ]);

test('a platform is registered, seen and removed; one without TLS is not taken', async () => {
  expect((await lti('invite')).stdout).toMatch(/\/lti\/register\?ticket=[\w-]{43}\n/);
  expect(await lti('add', 'Moodle', ...told('http://lms.test'))).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('is no address of a learning platform'),
  });
  const added = await lti(
    'add',
    'Moodle',
    ...told('https://lms.test'),
    '--frame',
    'https://uni.test/x',
    '--deployment',
    '1',
    '2',
  );
  expect(added.stdout).toMatch(/^Moodle is registered as \w{26}\.\nLinks in its courses work now\.\n$/);
  expect((await lti('list')).stdout).toMatch(
    /Moodle +https:\/\/lms\.test +7 +confirmed +1 \(confirmed\), 2 \(confirmed\)/,
  );
  expect(JSON.parse((await lti('list', '--json')).stdout)).toMatchObject([
    { frames: ['https://lms.test', 'https://uni.test'] },
  ]);
  expect((await lti('confirm', 'Moodle')).stdout).toContain('is confirmed; its deployments: 1, 2.');
  expect((await lti('scores', '--retry')).stdout).toContain('what is wrong');
  expect((await lti('remove', 'Moodle')).stdout).toBe('Moodle is removed. Who came from there stays.\n');
  expect(await lti('remove', 'Moodle')).toMatchObject({ exitCode: 2 });
});
