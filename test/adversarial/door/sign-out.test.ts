/** A sign-in that was ended is over: for what is asked next, and for what is open. */
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { SignInSchema } from '../../../src/lab/wire/sign-in.ts';
import { takeHomeLock } from '../../../src/store/home-lock.ts';
import { DrydockCommand } from '../../fixtures/drydock-command.ts';
import { eventually } from '../../fixtures/eventually.ts';
import {
  closing,
  type ServerAtWork,
  type SignedIn,
  startServerAtWork,
} from '../../fixtures/server-at-work.ts';
import { insertPerson } from './shared-server.ts';
import { terminalPath } from './wire.ts';

let at: ServerAtWork;
let mine: SignedIn;
let other: SignedIn;
beforeEach(async () => {
  at = await startServerAtWork();
  mine = await at.signIn();
  other = await at.signIn();
});
afterEach(() => at[Symbol.asyncDispose]());

const events = '/api/labs/start/first-container/events';
const statusFor = async (as: SignedIn) => (await at.request('/api/sign-in', { as })).status;
const list = async (as: SignedIn) =>
  z.array(SignInSchema).parse((await at.request('/api/sign-ins', { as })).json());
const idOf = async (as: SignedIn) => (await list(as)).find(({ current }) => current)?.id ?? '';
const follow = async (as: SignedIn) => {
  const before = at.runner.listeners.size;
  const answer = at.request(events, { as });
  await eventually(() => expect(at.runner.listeners.size).toBe(before + 1));
  // Not the promise itself, which would be waited for.
  return { answer };
};

const ways: readonly [string, () => Promise<{ readonly status: number }>][] = [
  ['signs itself out', () => at.request('/api/sign-in', { method: 'DELETE', as: mine })],
  [
    'is ended by another sign-in of the same person',
    async () => at.request(`/api/sign-ins/${await idOf(mine)}`, { method: 'DELETE', as: other }),
  ],
  [
    'is one of all the others that are ended',
    () => at.request('/api/sign-ins', { method: 'DELETE', as: other }),
  ],
  [
    'is ended over the socket in the home',
    async () => at.request(`/api/sign-ins/${await idOf(mine)}`, { method: 'DELETE', socket: true }),
  ],
];

describe('case 199: a sign-in', () => {
  test.each(ways)('that %s is over, with its streams and its shells; another goes on', async (_how, end) => {
    const [stream, otherStream] = [await follow(mine), await follow(other)];
    const [shell, otherShell] = [mine, other].map((as) => at.webSocket(terminalPath, { as }));
    if (shell === undefined || otherShell === undefined) throw new Error('no shells');
    const told: string[] = [];
    shell.on('message', (data, isBinary) => !isBinary && told.push(String(data)));
    await Promise.all([once(shell, 'message'), once(otherShell, 'message')]);
    const closed = closing(shell);
    expect([200, 204]).toContain((await end()).status);
    expect((await stream.answer).status).toBe(200);
    expect((await closed).code).toBe(1008);
    expect(told.join()).toContain('not-signed-in');
    await eventually(() =>
      expect(at.runner.shells.map(({ disposals }) => disposals).toSorted()).toEqual([0, 1]),
    );
    expect(await statusFor(mine)).toBe(401);
    expect((await at.request(events, { as: mine })).status).toBe(401);
    expect((await closing(at.webSocket(terminalPath, { as: mine }))).status).toBe(401);
    expect(await statusFor(other)).toBe(200);
    expect(otherShell.readyState).toBe(otherShell.OPEN);
    expect(at.runner.listeners.size).toBe(1);
    otherShell.terminate();
    await at.request('/api/sign-in', { method: 'DELETE', as: other });
    await otherStream.answer;
  });

  test('that was ended types nothing more, though its connection is still open', async () => {
    const shell = at.webSocket(terminalPath, { as: mine });
    await once(shell, 'message');
    shell.pause();
    await at.request('/api/sign-in', { method: 'DELETE', as: mine });
    shell.send(JSON.stringify({ type: 'input', data: 'rm -rf /\n' }));
    const closed = closing(shell);
    shell.resume();
    await closed;
    expect(at.runner.shells.flatMap(({ typed }) => typed).join('')).not.toContain('rm');
  });

  test('is listed with when it began, and without what signs it in', async () => {
    const signIns = await list(mine);
    expect(signIns.map(({ current }) => current)).toEqual([false, true]);
    const { text } = await at.request('/api/sign-ins', { as: mine });
    expect(text).not.toContain(mine.key);
    expect(text).not.toContain('hash');
    const overSocket = await at.request('/api/sign-ins', { socket: true });
    expect(overSocket.json()).toMatchObject([{ current: false }, { current: false }]);
  });

  test('of somebody else is not to be found, and not to be ended', async () => {
    const { person } = insertPerson(join(at.home, 'drydock.db'), 'eve');
    const eve = { key: at.store.mintCredential(person, 'sign-in', 3_600_000) };
    const id = await idOf(mine);
    expect((await list(eve)).map((each) => each.id)).not.toContain(id);
    expect((await at.request(`/api/sign-ins/${id}`, { method: 'DELETE', as: eve })).status).toBe(404);
    expect((await at.request('/api/sign-ins', { method: 'DELETE', as: eve })).json()).toEqual({ ended: 0 });
    expect(await statusFor(mine)).toBe(200);
  });

  test.each(['nothing', 'constructor', '__proto__', '*', '%'])('called %s is not there', async (id) => {
    const path = `/api/sign-ins/${encodeURIComponent(id)}`;
    expect((await at.request(path, { method: 'DELETE', as: mine })).status).toBe(404);
    expect(await statusFor(mine)).toBe(200);
  });

  test('that has ended stays so when the server comes again', async () => {
    await at.request('/api/sign-in', { method: 'DELETE', as: mine });
    await at.restart();
    expect(await statusFor(mine)).toBe(401);
    expect(await statusFor(other)).toBe(200);
  });

  test('is listed and ended by the command line, one of them and all', async () => {
    using lock = takeHomeLock(at.home, 'a test');
    lock.announce({ url: at.server.url, socket: at.server.socketPath });
    const drydock = new DrydockCommand(at.home, undefined);
    const id = await idOf(mine);
    expect((await drydock.run('sign-ins', 'list')).stdout).toContain(id);
    expect((await drydock.run('sign-ins', 'end')).exitCode).toBe(2);
    expect((await drydock.run('sign-ins', 'end', 'nothing')).exitCode).toBe(2);
    expect(await statusFor(mine)).toBe(200);
    expect((await drydock.run('sign-ins', 'end', id)).stdout).toBe('1 browser is signed out.\n');
    expect([await statusFor(mine), await statusFor(other)]).toEqual([401, 200]);
    const ended = await drydock.run('sign-ins', 'end', '--all', '--json');
    expect(JSON.parse(ended.stdout)).toEqual({ ended: 1 });
    expect(await statusFor(other)).toBe(401);
    expect((await drydock.run('sign-ins', 'list')).stdout).toBe('No browser is signed in.\n');
  });

  test('is not there for the command line, which signs nobody out by asking for its own', async () => {
    expect((await at.request('/api/sign-in', { method: 'DELETE', socket: true })).status).toBe(404);
    expect(await statusFor(mine)).toBe(200);
  });
});
