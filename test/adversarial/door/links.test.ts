/** What a container may put into a workspace that is bound into it, as its root: links, pipes, devices, races. */

import { execFileSync } from 'node:child_process';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { heldBytes } from '../../fixtures/held-memory.ts';
import type { ServerAtWork } from '../../fixtures/server-at-work.ts';
import { path, type Resident, type SharedServer, startSharedServer } from './shared-server.ts';

let shared: SharedServer;
let at: ServerAtWork;
let ann: Resident;
let outside: string;

beforeAll(async () => {
  shared = await startSharedServer();
  ({ at } = shared);
  ann = await shared.moveIn('ann');
  outside = join(shared.folder, 'outside');
});
beforeEach(() => {
  rmSync(outside, { recursive: true, force: true });
  rmSync(ann.workspaceDir, { recursive: true, force: true });
  mkdirSync(outside);
  mkdirSync(join(ann.workspaceDir, 'bot'), { recursive: true });
  writeFileSync(join(ann.workspaceDir, 'compose.yaml'), 'services: {}\n');
  writeFileSync(join(outside, 'secret'), 'not for anyone');
});
afterAll(() => shared?.[Symbol.asyncDispose]());

const file = (name: string) => `${path}/file?path=${encodeURIComponent(name)}`;
const read = (name: string) => at.request(file(name), { as: ann });
const save = (name: string, revision = '') =>
  at.request(file(name), {
    method: 'PUT',
    as: ann,
    body: JSON.stringify({ text: 'taken' }),
    headers: { 'if-match': revision },
  });
const post = (address: string, body: unknown) =>
  at.request(address, { method: 'POST', as: ann, body: JSON.stringify(body) });

describe('case 51: nothing is read, saved or deleted through a link', () => {
  const links = [
    ['a folder', () => symlinkSync(outside, join(ann.workspaceDir, 'link')), 'link/secret'],
    [
      'a folder, for a file that is not there',
      () => symlinkSync(outside, join(ann.workspaceDir, 'link')),
      'link/new',
    ],
    ['a file', () => symlinkSync(join(outside, 'secret'), join(ann.workspaceDir, 'link')), 'link'],
    ['nothing', () => symlinkSync(join(outside, 'new'), join(ann.workspaceDir, 'link')), 'link'],
    [
      'a folder above',
      () => symlinkSync('../..', join(ann.workspaceDir, 'bot', 'up')),
      'bot/up/outside/secret',
    ],
    ['our own descriptors', () => symlinkSync('/proc/self/fd', join(ann.workspaceDir, 'link')), 'link/0'],
  ] as const;

  test.each(links)('to %s', async (_what, make, name) => {
    make();
    const answers = [
      await read(name),
      await save(name),
      await save(name, 'x'),
      await post(`${path}/file`, { path: name, kind: 'file' }),
      await post(`${path}/file`, { path: `${name}/deeper`, kind: 'directory' }),
      await post(`${path}/file/rename`, { from: 'compose.yaml', to: name }),
      await post(`${path}/file/rename`, { from: name, to: 'mine' }),
      await at.request(file(name), { method: 'DELETE', as: ann }),
    ];
    for (const answer of answers) {
      expect(answer.text).not.toContain('not for anyone');
      // Where something new was to have its name, the link is in the way: that is said without a look behind it.
      expect([400, 409], answer.text).toContain(answer.status);
      const code = answer.status === 400 ? 'path-refused' : 'stale-revision';
      expect(answer.json()).toMatchObject({ error: { code } });
    }
    expect(readdirSync(outside)).toEqual(['secret']);
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('not for anyone');
  });

  test('links are not listed, and nothing below them', async () => {
    symlinkSync(outside, join(ann.workspaceDir, 'link'));
    expect((await at.request(`${path}/files`, { as: ann })).text).not.toMatch(/secret|link/);
  });

  test('a save over one of two names of a file leaves the other as it is', async () => {
    linkSync(join(outside, 'secret'), join(ann.workspaceDir, 'twin'));
    const { revision } = (await read('twin')).json() as { revision: string };
    expect((await save('twin', revision)).status).toBe(200);
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('not for anyone');
  });

  test.skipIf(process.platform !== 'linux')(
    'a folder that becomes a link while it is saved to, hundreds of times',
    async () => {
      const [bot, away] = [join(ann.workspaceDir, 'bot'), join(ann.workspaceDir, 'away')];
      let going = true;
      const swapping = (async () => {
        while (going) {
          // Whoever makes or removes the folder meanwhile gets the link in its place all the same.
          mkdirSync(bot, { recursive: true });
          renameSync(bot, away);
          rmSync(bot, { recursive: true, force: true });
          symlinkSync(outside, bot);
          await new Promise(setImmediate);
          rmSync(bot, { recursive: true, force: true });
          renameSync(away, bot);
          for (let turn = 0; turn < 30; turn++) await new Promise(setImmediate);
        }
      })();
      const statuses = new Set<number>();
      for (let count = 0; count < 40; count++) {
        const answers = await Promise.all([
          save(`bot/new-${count}`),
          read('bot/secret'),
          post(`${path}/file`, { path: `bot/deep-${count}/x`, kind: 'file' }),
          post(`${path}/file/rename`, { from: `bot/new-${count - 1}`, to: `bot/old-${count}` }),
        ]);
        for (const { status, text } of answers) {
          statuses.add(status);
          expect(status, text).toBeLessThan(500);
          expect(text).not.toContain('not for anyone');
        }
      }
      going = false;
      await swapping;
      expect(readdirSync(outside)).toEqual(['secret']);
      expect([...statuses]).toContain(200);
      expect([...statuses]).toContain(400);
    },
  );
});

describe('case 51: what is no file is not opened', () => {
  test('a pipe that nobody writes to holds nobody up', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) execFileSync('mkfifo', [join(ann.workspaceDir, name)]);
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(read));
    for (const answer of answers) expect(answer.status).toBe(400);
    expect((await save('a')).status).toBe(400);
    expect((await read('compose.yaml')).status).toBe(200);
  });

  test.skipIf(process.getuid?.() !== 0)(
    'a device that root of a container may make: zeroes without end, a disk',
    async () => {
      const name = join(ann.workspaceDir, 'zero');
      execFileSync('mknod', [name, 'c', '1', '5']);
      expect(lstatSync(name).isCharacterDevice()).toBe(true);
      expect((await read('zero')).status).toBe(400);
      expect((await save('zero')).status).toBe(400);
      execFileSync('mknod', [join(ann.workspaceDir, 'disk'), 'b', '7', '0']);
      expect((await read('disk')).status).toBe(400);
      expect((await at.request(`${path}/files`, { as: ann })).text).not.toMatch(/zero|disk/);
    },
  );

  test('a file of a terabyte is told of, and not read', async () => {
    writeFileSync(join(ann.workspaceDir, 'huge'), '');
    truncateSync(join(ann.workspaceDir, 'huge'), 2 ** 40);
    const before = heldBytes();
    const answer = await read('huge');
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({ path: 'huge', sizeBytes: 2 ** 40 });
    expect(answer.json()).not.toHaveProperty('text');
    expect(heldBytes() - before).toBeLessThan(8_000_000);
    expect((await save('huge')).status).toBe(409);
    expect((await save('compose.yaml', 'wrong')).status).toBe(409);
  });
});
