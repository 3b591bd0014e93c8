/** Looking into a learner's shell: only with their leave, as long as they want, and on record. */
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import type { Board } from '../../../src/lab/wire/board.ts';
import type { SessionView } from '../../../src/lab/wire/sessions.ts';
import type { ShareView } from '../../../src/lab/wire/shares.ts';
import { signInProtocolOf, terminalProtocol } from '../../../src/lab/wire/terminal.ts';
import { filesWith } from '../../fixtures/bytes-of.ts';
import { eventually } from '../../fixtures/eventually.ts';
import { closing, type SignedIn } from '../../fixtures/server-at-work.ts';
import { followEvents } from '../../fixtures/sessions/follow-events.ts';
import { type Learner, lab, openRoom, type Room } from '../../fixtures/sessions/room.ts';

const canary = 'canary-b1946ac92492';
let room: Room;
let session: SessionView & { readonly code: string };
let anna: Learner;
beforeEach(async () => {
  room = await openRoom();
  session = await room.makeSession();
  anna = await room.join(session.code, 'Anna');
});
afterEach(() => room[Symbol.asyncDispose]());

const ask = async (mode: 'look' | 'type' = 'look', as = room.owner, of = anna) => {
  const path = `/api/sessions/${session.id}/learners/${of.person}/shares`;
  const asked = await room.call(as, 'POST', path, { mode, lab });
  expect(asked.status, asked.text).toBe(200);
  return asked.json() as ShareView;
};
const answer = (share: ShareView, given: 'yes' | 'no', as: SignedIn = anna) =>
  room.call(as, 'PUT', `/api/my-session/shares/${share.id}`, { answer: given });
const stop = (share: ShareView, as: SignedIn = anna) =>
  room.call(as, 'DELETE', `/api/my-session/shares/${share.id}`);
const look = (share: ShareView, as: SignedIn = room.owner) =>
  room.at.webSocket(`/api/sessions/${session.id}/shares/${share.id}/terminal?columns=40&rows=10`, { as });
const shell = async (as: SignedIn = anna): Promise<WebSocket> => {
  const socket = room.at.webSocket(`/api/labs/${lab}/terminals/main`, { as });
  await new Promise((resolve) => socket.once('message', resolve));
  return socket;
};
/** What came over a socket so far, as text. */
function heard(socket: WebSocket): { text: string } {
  const all = { text: '' };
  socket.on('message', (data) => {
    all.text += data.toString();
  });
  return all;
}
const typed = (socket: WebSocket, data: string) => socket.send(JSON.stringify({ type: 'input', data }));

describe('a look', () => {
  test('is asked for in the learner’s page, and shows nothing before they say yes', async () => {
    using told = await followEvents(room.at, '/api/my-session/events', anna);
    const share = await ask();
    expect(share).toMatchObject({ state: 'asked', mode: 'look', lab, terminal: 'main', viewerName: 'local' });
    await told.until({ shares: [expect.objectContaining({ id: share.id, state: 'asked' })] });
    const own = await shell();
    typed(own, canary);
    const refused = look(share);
    const seen = heard(refused);
    expect((await closing(refused)).status).toBe(404);
    expect(seen.text).toBe('');
    expect((await answer(share, 'yes')).json()).toMatchObject({ state: 'open' });
    expect((await ask()).id).toBe(share.id);
    own.close();
  });

  test('is on record while it goes on and afterwards, and the learner reads who looked and when', async () => {
    const share = await ask();
    await answer(share, 'yes');
    const viewer = look(share);
    await new Promise((resolve) => viewer.once('message', resolve));
    expect(room.at.runner).toMatchObject({ calls: [`look session:${session.id} ${lab} main`] });
    const mine = async () => (await room.call(anna, 'GET', '/api/my-session/shares')).json() as ShareView[];
    const began = room.now.toISOString();
    expect(await mine()).toMatchObject([{ viewerName: 'local', state: 'open', looks: [{ since: began }] }]);
    room.now = new Date(room.now.getTime() + 60_000);
    viewer.close();
    await eventually(async () =>
      expect(await mine()).toMatchObject([{ looks: [{ since: began, until: room.now.toISOString() }] }]),
    );
  });

  test('of which nothing was shown is on no record', async () => {
    const share = await ask();
    await answer(share, 'yes');
    room.at.runner.terminalError = new Error('the shell does not come');
    await closing(look(share));
    room.at.runner.terminalError = undefined;
    await room.call(room.owner, 'PATCH', `/api/sessions/${session.id}`, { state: 'paused' });
    await closing(look(share));
    const mine = (await room.call(anna, 'GET', '/api/my-session/shares')).json() as ShareView[];
    expect(mine.map(({ looks }) => looks)).toEqual([[]]);
  });

  test('takes no input: the server ends the connection, and nothing is typed', async () => {
    const share = await ask();
    await answer(share, 'yes');
    const viewer = look(share);
    await new Promise((resolve) => viewer.once('message', resolve));
    const closed = closing(viewer);
    typed(viewer, 'rm -rf /\n');
    expect((await closed).code).toBe(1008);
    expect(shells().flatMap((each) => each.typed)).toEqual([]);
  });

  test.each([
    ['the learner ends it', (share: ShareView) => stop(share)],
    [
      'whoever looks ends it',
      (share: ShareView) => room.call(room.owner, 'DELETE', `/api/sessions/${session.id}/shares/${share.id}`),
    ],
    [
      'the session is paused',
      () => room.call(room.owner, 'PATCH', `/api/sessions/${session.id}`, { state: 'paused' }),
    ],
  ])(
    'is over when %s: what the shell says then does not come, and it must be asked for anew',
    async (_, end) => {
      const share = await ask();
      await answer(share, 'yes');
      const viewer = look(share);
      await new Promise((resolve) => viewer.once('message', resolve));
      const seen = heard(viewer);
      const closed = closing(viewer);
      expect((await end(share)).status).toBeLessThan(300);
      for (const each of shells()) await each.write(canary);
      expect((await closed).code).toBe(1008);
      expect(seen.text).not.toContain(canary);
      if ((await stop(share)).status === 204) expect((await closing(look(share))).status).toBe(404);
      expect((await answer(share, 'yes')).status).toBe(404);
    },
  );

  test('that is refused is refused, in words that say so, and can be asked for again', async () => {
    const share = await ask();
    expect((await answer(share, 'no')).json()).toMatchObject({ state: 'refused' });
    expect((await answer(share, 'yes')).json()).toMatchObject({ state: 'refused' });
    expect((await closing(look(share))).status).toBe(404);
    const onBoard = async () =>
      ((await room.call(room.owner, 'GET', `/api/sessions/${session.id}/board`)).json() as Board).shares;
    expect(await onBoard()).toMatchObject([{ id: share.id, state: 'refused' }]);
    const again = await ask();
    expect(again.id).not.toBe(share.id);
    expect(await onBoard()).toMatchObject([{ id: again.id, state: 'asked' }]);
    await stop(again);
    expect(await onBoard()).toMatchObject([{ id: again.id, state: 'ended' }]);
  });
});

describe('typing', () => {
  test('is a leave of its own, reaches the shell, and ends with the learner’s next key', async () => {
    const own = await shell();
    const looking = await ask();
    await answer(looking, 'yes');
    const typing = await ask('type');
    expect((await closing(look(typing))).status).toBe(404);
    await answer(typing, 'yes');
    const viewer = look(typing);
    await new Promise((resolve) => viewer.once('message', resolve));
    typed(viewer, 'ls\n');
    await eventually(() => expect(shells().flatMap((each) => each.typed)).toContain('ls\n'));
    const closed = closing(viewer);
    typed(own, 'x');
    expect((await closed).code).toBe(1008);
    const mine = (await room.call(anna, 'GET', '/api/my-session/shares')).json() as ShareView[];
    expect(mine.map(({ mode, state }) => [mode, state])).toEqual([
      ['look', 'open'],
      ['type', 'ended'],
    ]);
    own.close();
  });
});

describe('who may not', () => {
  test('another learner, an observer, another who teaches, and the viewer in the learner’s place', async () => {
    const share = await ask();
    const ben = await room.join(session.code, 'Ben');
    for (const as of [ben, room.member('observer')]) {
      const path = `/api/sessions/${session.id}/learners/${anna.person}/shares`;
      expect((await room.call(as, 'POST', path, { mode: 'look', lab })).status).toBe(404);
      expect((await answer(share, 'yes', as)).status).toBe(404);
      expect((await stop(share, as)).status).toBe(404);
    }
    expect((await answer(share, 'yes', room.owner)).status).toBe(404);
    await answer(share, 'yes');
    for (const as of [ben, anna, room.member('observer'), room.member('instructor')])
      expect((await closing(look(share, as))).status).toBe(404);
    expect((await room.call(ben, 'GET', '/api/my-session/shares')).json()).toEqual([]);
  });

  test('finds no key of the learner in any log, database, backup or event of others', async () => {
    const own = await shell();
    typed(own, canary);
    await eventually(() => expect(shells().flatMap((each) => each.typed)).toContain(canary));
    await room.at.store.backUp(join(room.at.home, 'before-accept.db'));
    using board = await followEvents(room.at, `/api/sessions/${session.id}/board/events`, room.owner);
    await ask();
    await board.until({ type: 'shares', shares: [expect.objectContaining({ state: 'asked' })] });
    expect(JSON.stringify(board.events)).not.toContain(canary);
    expect(room.at.log()).not.toContain(canary);
    expect(filesWith(room.at.home, canary)).toEqual([]);
    // Shown with leave, and kept nowhere.
    const [share] = (await room.call(anna, 'GET', '/api/my-session/shares')).json() as ShareView[];
    if (share === undefined) throw new Error('nothing was asked');
    await answer(share, 'yes');
    const viewer = look(share);
    const seen = heard(viewer);
    await eventually(async () => {
      for (const each of shells()) await each.write(canary);
      expect(seen.text).toContain(canary);
    });
    await room.at.store.backUp(join(room.at.home, 'while-looking.db'));
    await stop(share);
    own.close();
    await room.at.store.backUp(join(room.at.home, 'after-stop.db'));
    expect(readdirSync(room.at.home)).toEqual(
      expect.arrayContaining(['before-accept.db', 'while-looking.db', 'after-stop.db']),
    );
    expect(filesWith(room.at.home, canary)).toEqual([]);
    expect(room.at.log()).not.toContain(canary);
    expect(JSON.stringify(board.events)).not.toContain(canary);
  });

  test('gets not one byte of what the shell says after Stop, though they never hang up', async () => {
    const share = await ask();
    await answer(share, 'yes');
    // By hand, since a browser closes when it is told to.
    const path = `/api/sessions/${session.id}/shares/${share.id}/terminal?columns=40&rows=10`;
    const offered = `${terminalProtocol}, ${signInProtocolOf(room.owner.key)}`;
    const asked = request({
      host: '127.0.0.1',
      port: room.at.server.port,
      path,
      agent: false,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-protocol': offered,
      },
    });
    asked.end();
    const [, socket] = (await once(asked, 'upgrade')) as [unknown, Socket];
    let bytes = '';
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.toString('latin1');
    });
    const say = async (text: string) => {
      for (const each of shells()) await each.write(text);
    };
    await eventually(async () => {
      await say('before');
      expect(bytes).toContain('before');
    });
    expect((await stop(share)).status).toBe(204);
    // The shell goes on for as many turns of the server as it would take in a quarter of a second, and more.
    for (let turn = 0; turn < 250; turn++) {
      await say(`${canary} ${turn}`);
      await setImmediate();
    }
    expect((await room.call(anna, 'GET', '/api/my-session')).status).toBe(200);
    expect(bytes).not.toContain(canary);
    expect(shells().every(({ disposals }) => disposals > 0)).toBe(true);
    socket.destroy();
  });
});

const shells = () => (room.at.runner as unknown as { shells: readonly FakeShell[] }).shells;
interface FakeShell {
  readonly disposals: number;
  readonly typed: readonly string[];
  write(data: string): Promise<void>;
}
