/** More than a page would: connections that say nothing, that say it slowly, that are many. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventually } from '../../fixtures/eventually.ts';
import { heldBytes } from '../../fixtures/held-memory.ts';
import { type ServerAtWork, type SignedIn, startServerAtWork } from '../../fixtures/server-at-work.ts';
import { terminalPath } from './wire.ts';

let at: ServerAtWork;
let me: SignedIn;
const sockets: Socket[] = [];
beforeEach(async () => {
  at = await startServerAtWork({
    limits: {
      headersMs: 500,
      requestMs: 1_000,
      idleMs: 300,
      answerMs: 500,
      checkMs: 100,
      mostUnsigned: 200,
      mostUnsignedPerAddress: 200,
      mostStreams: 20,
    },
  });
  me = await at.signIn();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await at[Symbol.asyncDispose]();
});

async function dial(): Promise<{ socket: Socket; closed: Promise<string> }> {
  const socket = connect(at.server.port, '127.0.0.1');
  sockets.push(socket);
  let text = '';
  socket.on('data', (data) => {
    text += data.toString('latin1');
  });
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
  await Promise.race([once(socket, 'connect'), closed]);
  return { socket, closed };
}

const head = (path: string, ...more: readonly string[]) =>
  [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${at.server.port}`,
    `Authorization: Bearer ${me.key}`,
    ...more,
    '',
    '',
  ].join('\r\n');
const isAlive = async () => expect((await at.request('/api/health')).status).toBe(200);

describe('who takes their time', () => {
  test('with the headers is let go with 408', async () => {
    const slow = await dial();
    slow.socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${at.server.port}\r\nX-A: `);
    expect(await slow.closed).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('with the body is let go with 408, and what it would have changed is as it was', async () => {
    const slow = await dial();
    slow.socket.write(
      `${head(
        '/api/labs/start/first-container/answers',
        'Content-Type: application/json',
        'Content-Length: 100',
      ).replace('GET', 'POST')}{"question"`,
    );
    expect(await slow.closed).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('and says nothing at all is let go too', async () => {
    expect(await (await dial()).closed).not.toContain('200');
  });

  test('with the next request is let go, and has its answer', async () => {
    const slow = await dial();
    slow.socket.write(`GET /start/ HTTP/1.1\r\nHost: 127.0.0.1:${at.server.port}\r\n\r\n`);
    expect(await slow.closed).toMatch(/^HTTP\/1\.1 200 [\s\S]*<p>prose<\/p>$/);
  });

  test('with reading what they asked for is let go, unless they are signed in', async () => {
    // More than the kernel keeps for who does not read.
    writeFileSync(join(at.siteDir, 'large.bin'), Buffer.alloc(8_000_000, 'x'));
    const mine = await dial();
    mine.socket.write(head('/api/labs/start/first-container/events'));
    await eventually(() => expect(at.runner.listeners.size).toBe(1));
    const slow = await dial();
    slow.socket.pause();
    slow.socket.write(`GET /large.bin HTTP/1.1\r\nHost: 127.0.0.1:${at.server.port}\r\n\r\n`);
    // Who does not read hears of the end when they write: blank lines before a request mean nothing.
    const hears = () => {
      if (!slow.socket.closed) slow.socket.write('\r\n');
      return slow.socket.closed;
    };
    await eventually(() => expect(hears()).toBe(true));
    expect(slow.socket.bytesRead).toBeLessThan(8_000_000);
    expect(mine.socket.closed).toBe(false);
  });

  test('a hundred and fifty of them keep nobody else out', async () => {
    const all = await Promise.all(Array.from({ length: 150 }, dial));
    for (const { socket } of all) socket.write('GET / HTTP/1.1\r\nHost: ');
    await isAlive();
    await Promise.all(all.map(({ closed }) => closed));
    await isAlive();
  });
});

describe('who comes often', () => {
  test('gets so many connections and no more, until some are let go', async () => {
    const all = await Promise.all(Array.from({ length: 300 }, dial));
    const open = () => all.filter(({ socket }) => !socket.closed);
    await eventually(() => expect(open().length).toBeLessThanOrEqual(200));
    await eventually(() => expect(open()).toEqual([]));
    await isAlive();
  });

  test('gets so many streams of events and no more, and the page is told why', async () => {
    const path = '/api/labs/start/first-container/events';
    const streams = await Promise.all(Array.from({ length: 20 }, dial));
    for (const { socket } of streams) socket.write(head(path));
    await eventually(() => expect(at.runner.listeners.size).toBe(20));
    const refused = await at.request(path, { as: me });
    expect(refused.status).toBe(429);
    expect(refused.json()).toMatchObject({ error: { code: 'too-many' } });
    streams[0]?.socket.destroy();
    await eventually(() => expect(at.runner.listeners.size).toBe(19));
    const again = await dial();
    again.socket.write(head(path));
    await eventually(() => expect(at.runner.listeners.size).toBe(20));
  });

  test('gets sixty-four terminals and no more, and the rest goes on', async () => {
    const pages = Array.from({ length: 64 }, () => at.webSocket(terminalPath, { as: me }));
    await Promise.all(pages.map((page) => once(page, 'open')));
    const one = at.webSocket(terminalPath, { as: me });
    const [, response] = (await once(one, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(429);
    await isAlive();
    for (const page of pages) page.terminate();
  });
});

describe('who sends without end', () => {
  test('many requests on one connection are answered one after the other, and memory stays bounded', async () => {
    // No deadline decides what comes of it: a busy machine takes its time.
    const long = { headersMs: 600_000, requestMs: 600_000, idleMs: 600_000, answerMs: 600_000 };
    await using patient = await startServerAtWork({ limits: long });
    const { key } = await patient.signIn();
    const socket = connect(patient.server.port, '127.0.0.1');
    sockets.push(socket);
    const asked = `GET /api/health HTTP/1.1\r\nHost: 127.0.0.1:${patient.server.port}\r\nAuthorization: Bearer ${key}\r\n\r\n`;
    let answers = 0;
    socket.on('data', (data) => {
      answers += data.toString('latin1').split('HTTP/1.1 200').length - 1;
    });
    const before = heldBytes();
    socket.write(asked.repeat(1_000));
    await vi.waitFor(() => expect(answers).toBeGreaterThanOrEqual(990), { timeout: 100_000 });
    expect(heldBytes() - before).toBeLessThan(10_000_000);
    expect((await patient.request('/api/health')).status).toBe(200);
    socket.destroy();
  });

  test('keys to a shell that does not read are held back, and memory stays bounded', async () => {
    at.runner.makeOutput = async function* ({ ended }) {
      await new Promise((resolve) => ended.addEventListener('abort', resolve));
      yield new Uint8Array();
    };
    const page = at.webSocket(terminalPath, { as: me });
    await once(page, 'message');
    const shell = at.runner.shells.at(-1);
    if (shell === undefined) throw new Error('no shell');
    shell.write = () => new Promise(() => undefined);
    const piece = JSON.stringify({ type: 'input', data: 'x'.repeat(30_000) });
    for (let count = 0; count < 1_000; count++) page.send(piece);
    // Thirty megabytes are on their way: what the server does not take stays with the sender.
    await isAlive();
    await eventually(() => expect(page.bufferedAmount).toBeLessThan(30_000_000));
    expect(page.bufferedAmount).toBeGreaterThan(20_000_000);
    page.terminate();
  });
});
