/** Events of a lab as pages follow them: over a WebSocket. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { eventsProtocol, parseEventFrame } from '../../../src/lab/wire/events.ts';
import { heartbeat } from '../../../src/lab/wire/heartbeat.ts';
import type { ShareView } from '../../../src/lab/wire/shares.ts';
import { signInProtocolOf } from '../../../src/lab/wire/terminal.ts';
import { eventually } from '../../fixtures/eventually.ts';
import { type ServerAtWork, type SignedIn, startServerAtWork } from '../../fixtures/server-at-work.ts';
import { lab, openRoom, type Room } from '../../fixtures/sessions/room.ts';

let at: ServerAtWork;
let me: SignedIn;
beforeAll(async () => {
  at = await startServerAtWork({ limits: { mostStreams: 3 } });
  me = await at.signIn();
});
afterAll(() => at[Symbol.asyncDispose]());

function open({ key }: SignedIn, lab = 'start/first-container', { of = at, autoPong = true } = {}) {
  const socket = new WebSocket(
    `ws://127.0.0.1:${of.server.port}/api/labs/${lab}/events`,
    [eventsProtocol, signInProtocolOf(key)],
    { autoPong },
  );
  const frames: string[] = [];
  socket.on('message', (data) => frames.push(String(data)));
  socket.on('error', () => undefined);
  const closed = new Promise<number>((resolve) => {
    socket.once('close', resolve);
  });
  return { socket, frames, closed };
}

const refusal = async (socket: WebSocket) => {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  socket.terminate();
  return response.statusCode;
};

test('come one a frame, beginning with how things stand', async () => {
  const { socket, frames } = open(me);
  await eventually(() => expect(frames.map(parseEventFrame)).toMatchObject([{ type: 'status' }]));
  at.runner.emit({ type: 'output', job: 'job-1', text: 'step 1' });
  await eventually(() =>
    expect(frames.map(parseEventFrame).at(-1)).toEqual({ type: 'output', job: 'job-1', text: 'step 1' }),
  );
  expect(socket.protocol).toBe(eventsProtocol);
  socket.close();
});

test('are for who is signed in, of a lab that there is, and so many at once', async () => {
  expect(await refusal(open({ key: 'none' }).socket)).toBe(401);
  expect(await refusal(open(me, 'start/nowhere').socket)).toBe(404);
  const first = [open(me), open(me), open(me)];
  for (const { frames } of first) await eventually(() => expect(frames).not.toEqual([]));
  expect(await refusal(open(me).socket)).toBe(429);
  for (const { socket, closed } of first) {
    socket.close();
    await closed;
  }
  const again = open(me);
  await eventually(() => expect(again.frames).not.toEqual([]));
  again.socket.close();
});

test('end with the session, and for a page that speaks', async () => {
  const other = await at.signIn();
  const page = open(other);
  await eventually(() => expect(page.frames).not.toEqual([]));
  await at.request('/api/sign-in', { method: 'DELETE', as: other });
  expect(await page.closed).toBe(1008);

  const speaking = open(me);
  await once(speaking.socket, 'open');
  speaking.socket.send('hello');
  expect(await speaking.closed).toBe(1007);
});

test('end for a page that answers no ping, as one on a machine that went to sleep', async () => {
  await using impatient = await startServerAtWork({ timing: { pingMs: 100, heartbeatMs: 20 } });
  const asleep = open(await impatient.signIn(), undefined, { of: impatient, autoPong: false });
  expect(await asleep.closed).toBe(1006);
});

test('say now and then that the line lives, where nothing happens too', async () => {
  await using beating = await startServerAtWork({ timing: { heartbeatMs: 20 } });
  const { socket, frames } = open(await beating.signIn(), undefined, { of: beating });
  await eventually(() => expect(frames.length).toBeGreaterThan(3));
  expect(frames.slice(1, 4)).toEqual(Array(3).fill(heartbeat));
  socket.close();
});

test('are told to come back when the server stops', async () => {
  const page = open(me);
  await once(page.socket, 'open');
  await at.restart();
  expect(await page.closed).toBe(1012);
});

describe('a session and a board', () => {
  let room: Room;
  beforeEach(async () => {
    room = await openRoom();
  });
  afterEach(() => room[Symbol.asyncDispose]());
  const follow = (path: string, { key }: SignedIn) => {
    const socket = new WebSocket(`ws://127.0.0.1:${room.at.server.port}${path}`, [
      eventsProtocol,
      signInProtocolOf(key),
    ]);
    const frames: unknown[] = [];
    socket.on('message', (data) => frames.push(JSON.parse(String(data))));
    socket.on('error', () => undefined);
    return { socket, frames };
  };

  test('are told as their server-sent events are, to who may have them', async () => {
    const session = await room.makeSession();
    const anna = await room.join(session.code, 'Anna');
    const boardPath = `/api/sessions/${session.id}/board/events`;
    const strip = follow('/api/my-session/events', anna);
    const board = follow(boardPath, room.owner);
    await eventually(() => expect(strip.frames).toMatchObject([{ type: 'session', alias: 'Anna' }]));
    await eventually(() =>
      expect(board.frames[0]).toMatchObject({ type: 'board', board: { learners: [{ alias: 'Anna' }] } }),
    );
    await room.call(anna, 'PUT', '/api/my-session/hand', { text: 'Why?' });
    await eventually(() => expect(strip.frames.at(-1)).toMatchObject({ hand: { text: 'Why?' } }));
    await eventually(() =>
      expect(board.frames.at(-1)).toMatchObject({ type: 'hands', hands: [{ text: 'Why?' }] }),
    );
    expect(await refusal(follow(boardPath, anna).socket)).toBe(404);
    expect(await refusal(follow('/api/my-session/events', room.owner).socket)).toBe(404);
    expect(await refusal(follow('/api/sessions/none/board/events', room.owner).socket)).toBe(404);
    expect(await refusal(follow(boardPath, { key: 'none' }).socket)).toBe(401);
    // Whoever is taken out hears nothing more.
    const closed = once(strip.socket, 'close');
    await room.call(room.owner, 'DELETE', `/api/sessions/${session.id}/learners/${anna.person}`);
    expect((await closed)[0]).toBe(1008);
    board.socket.close();
  });

  test('and files that a learner lets somebody see, until they end it', async () => {
    const session = await room.makeSession();
    const anna = await room.join(session.code, 'Anna');
    const askPath = `/api/sessions/${session.id}/learners/${anna.person}/shares`;
    const asked = await room.call(room.owner, 'POST', askPath, { mode: 'files', lab });
    const { id } = asked.json() as ShareView;
    const filesPath = `/api/sessions/${session.id}/shares/${id}/files`;
    const answer = `/api/my-session/shares/${id}`;
    expect(await refusal(follow(filesPath, room.owner).socket)).toBe(404);
    await room.call(anna, 'PUT', answer, { answer: 'yes' });
    expect(await refusal(follow(filesPath, anna).socket)).toBe(404);
    const { socket, frames } = follow(filesPath, room.owner);
    await eventually(() => expect(frames).toMatchObject([{ type: 'list' }, { type: 'file' }]));
    const closed = once(socket, 'close');
    await room.call(anna, 'DELETE', answer);
    expect((await closed)[0]).toBe(1008);
    expect(await refusal(follow(filesPath, room.owner).socket)).toBe(404);
    const shares = await room.call(anna, 'GET', '/api/my-session/shares');
    expect(shares.json()).toMatchObject([
      { state: 'ended', looks: [{ since: expect.any(String), until: expect.any(String) }] },
    ]);
  });
});
