/** Who may come in: forged names and origins, over real sockets. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  closing,
  type ServerAtWork,
  type SignedIn,
  startServerAtWork,
} from '../../fixtures/server-at-work.ts';

let at: ServerAtWork;
let me: SignedIn;
beforeAll(async () => {
  at = await startServerAtWork();
  me = await at.signIn();
});
afterAll(() => at[Symbol.asyncDispose]());

const statusOf = (answer: string) => Number(answer.split(' ')[1]);
const terminal = '/api/labs/start/first-container/terminals/main?columns=80&rows=24';

function get(path: string, lines: readonly string[]): Promise<string> {
  return at.raw([`GET ${path} HTTP/1.1`, ...lines, 'Connection: close', '', ''].join('\r\n'));
}

function upgrade(lines: readonly string[]): Promise<string> {
  const handshake = [
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  ];
  return at.raw([`GET ${terminal} HTTP/1.1`, ...lines, ...handshake, '', ''].join('\r\n'));
}

describe('the Host header', () => {
  test.each([
    'evil.test',
    'localhost.evil.test:PORT',
    '127.0.0.1.nip.io:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    'user@127.0.0.1:PORT',
    '127.0.0.1:PORT@evil.test',
    '[::ffff:7f00:1]:PORT',
    '2130706433:PORT',
  ])('%s is refused, for pages, the API and terminals alike', async (name) => {
    const host = `Host: ${name.replace('PORT', String(at.server.port))}`;
    for (const path of ['/', '/api/health', '/login?token=x', '/_astro/page.1a2b3c.js']) {
      const answer = await get(path, [host, `Cookie: ${me.cookie}`]);
      expect(statusOf(answer), path).toBe(403);
      expect(answer).toContain('"code":"not-allowed"');
      expect(answer).toContain('content-security-policy');
    }
    expect(statusOf(await upgrade([host, `Cookie: ${me.cookie}`]))).toBe(403);
  });

  test.each(['127.0.0.1:PORT', 'localhost:PORT', 'LOCALHOST:PORT', '[::1]:PORT'])(
    '%s is ours',
    async (name) => {
      expect(
        statusOf(await get('/api/health', [`Host: ${name.replace('PORT', String(at.server.port))}`])),
      ).toBe(200);
    },
  );

  test('twice, or in an absolute request target, is refused', async () => {
    const host = `Host: 127.0.0.1:${at.server.port}`;
    expect(statusOf(await get('/api/health', [host, 'Host: evil.test']))).toBe(403);
    expect(statusOf(await get(`http://evil.test/api/health`, [host]))).toBe(400);
  });

  test('of a proxy is not looked at', async () => {
    const host = `Host: 127.0.0.1:${at.server.port}`;
    const forged = ['X-Forwarded-Host: evil.test', 'X-Forwarded-For: 10.0.0.1', 'Forwarded: host=evil.test'];
    const answer = await get('/start', [host, ...forged]);
    expect(statusOf(answer)).toBe(301);
    expect(answer.toLowerCase()).toContain('location: /start/\r\n');
    expect(
      statusOf(
        await get('/api/health', ['Host: evil.test', `X-Forwarded-Host: 127.0.0.1:${at.server.port}`]),
      ),
    ).toBe(403);
  });
});

describe('the Origin header', () => {
  const foreign = [
    'http://evil.test',
    'null',
    'http://127.0.0.1:1',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1:PORT.evil.test',
    'http://127.0.0.1:PORT/',
    'http://localhost:PORT',
    '',
  ];

  test.each(foreign)('%j is refused, with a session too', async (origin) => {
    const value = origin.replace('PORT', String(at.server.port));
    const lines = [`Host: 127.0.0.1:${at.server.port}`, `Origin: ${value}`, `Cookie: ${me.cookie}`];
    expect(statusOf(await get('/api/session', lines))).toBe(403);
    expect(statusOf(await upgrade(lines))).toBe(403);
  });

  test('of our own page is let in', async () => {
    const origin = `http://127.0.0.1:${at.server.port}`;
    const answer = await at.request('/api/session', { as: me, headers: { origin } });
    expect(answer.status).toBe(200);
    const socket = at.webSocket(terminal, { cookie: me.cookie, origin });
    socket.on('open', () => socket.close(1000));
    expect(await closing(socket)).toMatchObject({ code: 1000 });
  });

  test('missing does not stand for a login', async () => {
    expect((await at.request('/api/session')).status).toBe(401);
    expect(await closing(at.webSocket(terminal))).toMatchObject({ status: 401 });
    expect(
      await closing(at.webSocket(terminal, { cookie: `drydock-${at.server.port}=wrong` })),
    ).toMatchObject({ status: 401 });
  });
});

test('a page on another port of this host cannot write, nor read with a bare picture', async () => {
  const headers = { origin: 'http://127.0.0.1:8080', cookie: me.cookie };
  const path = '/api/labs/start/first-container/start';
  expect((await at.request(path, { method: 'POST', headers })).status).toBe(403);
  const picture = { cookie: me.cookie, 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'image' };
  expect((await at.request('/api/labs/start/first-container/solution', { headers: picture })).status).toBe(
    403,
  );
  expect(at.runner.calls).toEqual([]);
});

test('a connection from another machine is refused in loopback mode, whatever it says', async () => {
  const { makeDoor } = await import('../../../src/server/door.ts');
  const door = makeDoor({ port: 4321, names: ['127.0.0.1'], loopbackOnly: true });
  const { IncomingMessage } = await import('node:http');
  const { Socket } = await import('node:net');
  const from = (remoteAddress: string) => {
    const request = new IncomingMessage(
      Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress }),
    );
    request.url = '/';
    request.rawHeaders = ['Host', '127.0.0.1:4321'];
    return door.refuse(request)?.message;
  };
  expect(from('192.168.1.7')).toBe('Drydock answers this machine only.');
  expect(from('::ffff:192.168.1.7')).toBe('Drydock answers this machine only.');
  expect(from('127.0.0.1')).toBeUndefined();
  expect(from('::ffff:127.0.0.1')).toBeUndefined();
});

test('over the socket in the home no login is asked, and only its owner can open it', async () => {
  const { statSync } = await import('node:fs');
  expect(statSync(at.server.socketPath).mode & 0o777).toBe(0o600);
  const answer = await at.request('/api/session', { socket: true });
  expect(answer.json()).toMatchObject({ person: { name: 'local' } });
  expect(
    (await at.request('/api/labs/start/first-container/start', { method: 'POST', socket: true })).status,
  ).toBe(202);
});
