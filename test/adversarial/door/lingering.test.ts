/** What is asked for and then not taken, or not let go of: nothing of it may stay with the server. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../../fixtures/eventually.ts';
import { type ServerAtWork, type SignedIn, startServerAtWork } from '../../fixtures/server-at-work.ts';
import { terminalPath } from './wire.ts';

const events = '/api/labs/start/first-container/events';
let at: ServerAtWork;
let me: SignedIn;
const sockets: Socket[] = [];
beforeEach(async () => {
  at = await startServerAtWork({ limits: { mostUnsigned: 40, mostUnsignedPerAddress: 40, mostStreams: 8 } });
  me = await at.signIn();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await at[Symbol.asyncDispose]();
});

/** A connection that never ends by itself, whatever the other side does. */
async function dial(text: string): Promise<{ readonly socket: Socket; readonly ended: Promise<string> }> {
  const socket = connect({ port: at.server.port, host: '127.0.0.1', allowHalfOpen: true });
  sockets.push(socket);
  let said = '';
  const ended = new Promise<string>((resolve) => {
    for (const end of ['end', 'close']) socket.once(end, () => resolve(said));
  });
  socket.on('data', (data) => {
    said += data.toString('latin1');
  });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  return { socket, ended };
}

const upgrade = (...more: readonly string[]) =>
  [
    `GET ${terminalPath} HTTP/1.1`,
    `Host: 127.0.0.1:${at.server.port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...more,
    '',
    '',
  ].join('\r\n');

describe('case 178: the head of a stream of events', () => {
  test('is answered, and holds no place among the streams', async () => {
    for (let asked = 0; asked < 20; asked += 1) {
      const head = await at.request(events, { method: 'HEAD', as: me });
      expect(head).toMatchObject({ status: 200, text: '' });
      expect(head.headers['content-type']).toMatch(/^text\/event-stream/);
    }
    await eventually(() => expect(at.runner.listeners.size).toBe(0));
  });

  test('is refused as the stream would be: without a key, and of a lab that is not there', async () => {
    expect((await at.request(events, { method: 'HEAD' })).status).toBe(401);
    const none = await at.request('/api/labs/start/none/events', { method: 'HEAD', as: me });
    expect(none.status).toBe(404);
  });
});

describe('case 179: an upgrade that was refused', () => {
  test.each([
    ['for want of a key', () => upgrade()],
    ['at the door', () => upgrade('Origin: http://elsewhere.example')],
  ])('%s leaves no connection, though the other side never hangs up', async (_, text) => {
    for (let round = 0; round < 3; round += 1) {
      const many = await Promise.all(Array.from({ length: 30 }, () => dial(text())));
      for (const { ended } of many) expect(await ended).toMatch(/^HTTP\/1\.1 40[13] /);
      // None of the thirty was closed on this side.
      expect(many.every(({ socket }) => !socket.writableEnded)).toBe(true);
    }
    expect((await at.request('/api/health')).status).toBe(200);
  });
});

describe('case 359: a stream of events that is asked for and not read', () => {
  test('ends with the sign-in, and nothing is followed for it any more', async () => {
    const other = await at.signIn();
    for (let count = 0; count < 3; count += 1) {
      const { socket } = await dial(
        `GET ${events} HTTP/1.1\r\nHost: 127.0.0.1:${at.server.port}\r\nAuthorization: Bearer ${other.key}\r\n\r\n`,
      );
      socket.pause();
    }
    await eventually(() => expect(at.runner.listeners.size).toBe(3));
    // More than connections hold.
    for (let job = 0; job < 40; job += 1)
      at.runner.emit({ type: 'output', job: `job-${job}`, text: 'x'.repeat(256 * 1024) });
    await at.request('/api/sign-in', { method: 'DELETE', as: other });
    await eventually(() => expect(at.runner.listeners.size).toBe(0));
  });
});
