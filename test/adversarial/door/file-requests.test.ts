/** What a page may ask of files, of everything that may stand in a workspace, by the real use cases. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen } from '../../../src/server/listen.ts';
import { path as labPath, type Resident, type SharedServer, startSharedServer } from './shared-server.ts';

let shared: SharedServer;
let me: Resident;
const listening = createServer();
beforeAll(async () => {
  shared = await startSharedServer();
  me = await shared.moveIn('ada');
  const at = (path: string) => join(me.workspaceDir, path);
  mkdirSync(at('folder/inner'), { recursive: true });
  writeFileSync(at('folder/file'), 'inside');
  writeFileSync(at('file'), 'a file');
  writeFileSync(at('binary'), Buffer.from([0, 255, 1]));
  symlinkSync('/etc', at('link'));
  execFileSync('mkfifo', [at('pipe')]);
  await listen(listening, { path: at('socket') });
});
afterAll(async () => {
  listening.close();
  await shared[Symbol.asyncDispose]();
});

const targets = [
  'nothing-here',
  'nothing/here',
  'file',
  'file/below',
  'binary',
  'folder',
  'folder/file',
  'folder/inner/new',
  'link',
  'link/passwd',
  'pipe',
  'pipe/below',
  'socket',
  'socket/below',
  `${'n'.repeat(256)}`,
  `folder/${'é'.repeat(128)}`,
  `${'deep/'.repeat(150)}x`,
  '.',
  '..',
  'constructor',
  '__proto__',
];

const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  shared.at.request(path, {
    method,
    as: me,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const fileAt = (path: string) => `${labPath}/file?path=${encodeURIComponent(path)}`;

/** Everything that is there, so that a refusal is seen to have changed nothing. */
const names = () => readdirSync(me.workspaceDir, { recursive: true }).map(String).toSorted();

describe('case 198: requests for files', () => {
  test.each(targets)('%s: read, saved, made, renamed: each is answered in words', async (path) => {
    const before = names();
    const answers = [
      ['read', await send('GET', fileAt(path))],
      [
        'saved over what was never read',
        await send('PUT', fileAt(path), { text: 'x' }, { 'if-match': 'a0' }),
      ],
      ['renamed into itself', await send('POST', `${labPath}/file/rename`, { from: path, to: `${path}/x` })],
      ['renamed to its own name', await send('POST', `${labPath}/file/rename`, { from: path, to: path })],
      [
        'renamed to what is there',
        await send('POST', `${labPath}/file/rename`, { from: path, to: 'binary' }),
      ],
    ] as const;
    for (const [what, { status, text }] of answers) {
      expect([200, 400, 404, 409], `${what}: ${status} ${text}`).toContain(status);
      if (status === 200) continue;
      expect(text).not.toContain('internal');
      expect(text).not.toMatch(/E[A-Z]{4,}:|root/);
    }
    expect(names()).toEqual(before);
    expect(readFileSync(join(me.workspaceDir, 'binary'))).toEqual(Buffer.from([0, 255, 1]));
  });

  test.each([
    ['a file that is not there', 'GET', fileAt('nothing-here'), undefined, 404],
    ['a name of 256 bytes', 'POST', `${labPath}/file`, { path: 'n'.repeat(256), kind: 'file' }, 400],
    ['a folder of 256 bytes', 'POST', `${labPath}/file`, { path: 'n'.repeat(256), kind: 'directory' }, 400],
    ['a file in a file', 'POST', `${labPath}/file`, { path: 'file/below', kind: 'file' }, 400],
    ['a file that is there', 'POST', `${labPath}/file`, { path: 'file', kind: 'file' }, 409],
    ['a folder that is there', 'POST', `${labPath}/file`, { path: 'folder', kind: 'directory' }, 409],
    ['a file where a socket is', 'POST', `${labPath}/file`, { path: 'socket', kind: 'file' }, 409],
    ['a folder into itself', 'POST', `${labPath}/file/rename`, { from: 'folder', to: 'folder/in' }, 400],
    ['nothing to something', 'POST', `${labPath}/file/rename`, { from: 'nothing', to: 'x' }, 404],
    [
      'a file to a name of 256 bytes',
      'POST',
      `${labPath}/file/rename`,
      { from: 'file', to: 'n'.repeat(256) },
      400,
    ],
    ['what is not there', 'DELETE', fileAt('nothing-here'), undefined, 404],
    ['what is behind a link', 'DELETE', fileAt('link/passwd'), undefined, 400],
  ] as const)('%s: %s is told apart', async (_what, method, path, body, status) => {
    const before = names();
    const answer = await send(method, path, body);
    expect(`${answer.status} ${answer.text}`).toMatch(new RegExp(`^${status} `));
    expect(names()).toEqual(before);
  });

  test.each(['folder', 'socket', 'pipe', 'link'])('saving over a %s is refused', async (path) => {
    const answer = await send('PUT', fileAt(path), { text: 'x' }, { 'if-match': '' });
    expect(`${answer.status} ${answer.text}`).toMatch(/^400 .*path-refused/);
  });

  test('what may be done is done', async () => {
    expect((await send('POST', `${labPath}/file`, { path: 'new/file', kind: 'file' })).status).toBe(200);
    expect((await send('PUT', fileAt('n'.repeat(255)), { text: 'x' }, { 'if-match': '' })).status).toBe(200);
    const moved = await send('POST', `${labPath}/file/rename`, { from: 'new', to: 'constructor' });
    expect(moved.status).toBe(200);
    expect((await send('GET', fileAt('constructor/file'))).status).toBe(200);
    expect((await send('DELETE', fileAt('constructor'))).status).toBe(204);
  });
});
