/** A crowd at the door, with the limits that a server has: who is honest gets in, and who is in stays. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { usualHttpLimits } from '../../../src/server/http-server.ts';
import { eventually } from '../../fixtures/eventually.ts';
import { type ServerAtWork, type SignedIn, startServerAtWork } from '../../fixtures/server-at-work.ts';
import { insertPerson } from './shared-server.ts';
import { terminalPath } from './wire.ts';

let at: ServerAtWork;
const sockets = new Set<Socket>();
beforeEach(async () => {
  at = await startServerAtWork();
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await at[Symbol.asyncDispose]();
});

/** A connection on which only `text` is said. What comes back is not read, unless it is asked for. */
async function dial(text = ''): Promise<Socket> {
  const socket = connect(at.server.port, '127.0.0.1');
  sockets.add(socket);
  socket.on('error', () => undefined);
  socket.once('close', () => sockets.delete(socket));
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
  socket.write(text);
  return socket;
}

const dialMany = async (count: number, text = '') => {
  const all: Socket[] = [];
  for (let from = 0; from < count; from += 100)
    all.push(...(await Promise.all(Array.from({ length: Math.min(100, count - from) }, () => dial(text)))));
  return all;
};

/** A page that keeps its connection, as browsers do. `reused` says that the answer came on the one from before. */
function makePage({ key }: Partial<SignedIn> = {}) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    ask: async (path: string): Promise<{ status: number; reused: boolean }> => {
      const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
      const request = get({ agent, host: '127.0.0.1', port: at.server.port, path, headers });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      response.resume();
      await once(response, 'end');
      return { status: response.statusCode ?? 0, reused: request.reusedSocket };
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

/** Events of a lab as a page follows them. */
async function follow({ key }: SignedIn) {
  const headers = { authorization: `Bearer ${key}` };
  const path = '/api/labs/start/first-container/events';
  const request = get({ agent: false, host: '127.0.0.1', port: at.server.port, path, headers });
  request.on('error', () => undefined);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  response.on('data', (data) => {
    text += String(data);
  });
  response.on('error', () => undefined);
  return {
    request,
    status: response.statusCode,
    text: () => text,
    isOpen: () => !request.destroyed,
  };
}

async function openTerminal(as: SignedIn): Promise<WebSocket> {
  const page = at.webSocket(terminalPath, { as });
  await once(page, 'message');
  return page;
}

const tell = (text: string) => at.runner.emit({ type: 'output', job: 'job-1', text });

describe('case 191: a crowd that says nothing', () => {
  test('keeps out nobody who comes new, and nobody who is signed in', async () => {
    const me = await at.signIn();
    using mine = makePage(me);
    expect((await mine.ask('/api/labs')).status).toBe(200);
    const [stream, shell] = [await follow(me), await openTerminal(me)];
    await dialMany(1_000);
    expect(await mine.ask('/api/labs')).toEqual({ status: 200, reused: true });
    using another = makePage(me);
    expect((await another.ask('/api/labs')).status).toBe(200);
    using stranger = makePage();
    expect((await stranger.ask('/')).status).toBe(200);
    expect((await at.signIn()).key).not.toBe('');
    tell('still followed');
    await eventually(() => expect(stream.text()).toContain('still followed'));
    const echoed = once(shell, 'message');
    shell.send(JSON.stringify({ type: 'input', data: 'still here' }));
    await echoed;
    shell.terminate();
    stream.request.destroy();
  });

  test('and comes again all the while', async () => {
    const me = await at.signIn();
    let isOver = false;
    let dialled = 0;
    const crowd = (async () => {
      while (!isOver && dialled < 4_000) dialled += (await dialMany(50)).length;
    })();
    await vi.waitFor(() => expect(dialled).toBeGreaterThan(1_000), { timeout: 60_000, interval: 5 });
    for (let count = 0; count < 10; count++) {
      using stranger = makePage();
      expect((await stranger.ask('/')).status).toBe(200);
      using mine = makePage(me);
      expect((await mine.ask('/api/labs')).status).toBe(200);
    }
    isOver = true;
    await crowd;
    expect(sockets.size).toBeLessThanOrEqual(usualHttpLimits.mostUnsigned + 50);
  });
});

describe('case 192: forty people behind one address', () => {
  test('who are signed in, with two streams and two terminals each, are all answered at once', async () => {
    const people = Array.from({ length: 40 }, (_, index) => {
      const { person } = insertPerson(join(at.home, 'drydock.db'), `person ${index}`);
      return { key: at.store.mintCredential(person, 'sign-in', 3_600_000) };
    });
    const streams = (await Promise.all(people.flatMap((me) => [follow(me), follow(me)]))).flat();
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]));
    const shells = await Promise.all(people.flatMap((me) => [openTerminal(me), openTerminal(me)]));
    await dialMany(1_000);
    const pages = people.flatMap((me) => [makePage(me), makePage(me), makePage(me)]);
    const answers = await Promise.all(pages.map((page) => page.ask('/api/labs')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    tell('to all of them');
    await eventually(() =>
      expect(streams.filter(({ text }) => !text().includes('to all of them'))).toEqual([]),
    );
    expect(shells.filter((shell) => shell.readyState !== shell.OPEN)).toEqual([]);
    for (const page of pages) page[Symbol.dispose]();
    for (const shell of shells) shell.terminate();
    for (const { request } of streams) request.destroy();
  });

  test('who only read, with the six connections that a browser opens, keep all of them', async () => {
    const pages = Array.from({ length: 40 * 6 }, () => makePage());
    const first = await Promise.all(pages.map((page) => page.ask('/')));
    const second = await Promise.all(pages.map((page) => page.ask('/start/')));
    expect(new Set([...first, ...second].map(({ status }) => status))).toEqual(new Set([200]));
    for (const page of pages) page[Symbol.dispose]();
  });
});

describe('case 193: a crowd that takes its time', () => {
  const lines = (first: string, ...more: readonly string[]) =>
    [first, `Host: 127.0.0.1:${at.server.port}`, ...more, ''].join('\r\n');
  test.each<[string, () => string]>([
    ['with its headers', () => lines('GET / HTTP/1.1', 'X-Long: x')],
    [
      'with its bodies',
      () =>
        `${lines('POST /api/sign-in HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 90')}\r\n{`,
    ],
    ['with answers that it does not take', () => `${lines('GET /large.bin HTTP/1.1')}\r\n`],
  ])('%s keeps out nobody', async (_what, text) => {
    // More than the kernel keeps for who does not read.
    writeFileSync(join(at.siteDir, 'large.bin'), Buffer.alloc(8_000_000, 'x'));
    const me = await at.signIn();
    const stream = await follow(me);
    for (const socket of await dialMany(1_000, text())) socket.pause();
    using mine = makePage(me);
    expect((await mine.ask('/api/labs')).status).toBe(200);
    using stranger = makePage();
    expect((await stranger.ask('/')).status).toBe(200);
    tell('still followed');
    await eventually(() => expect(stream.text()).toContain('still followed'));
    stream.request.destroy();
  });
});
