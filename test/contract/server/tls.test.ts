/** A room over TLS: who gets in, who does not, and that a crowd keeps nobody out. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, get, type RequestOptions } from 'node:https';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { makeAuthority, makeServerCertificate } from '../../../src/certificate/make-certificate.ts';
import { parseNames } from '../../../src/certificate/subject-names.ts';
import { askOverPort } from '../../../src/cli/simulate/ask-over-port.ts';
import { eventsProtocol } from '../../../src/lab/wire/events.ts';
import { signInProtocolOf } from '../../../src/lab/wire/terminal.ts';
import { type ServerAtWork, startServerAtWork } from '../../fixtures/server-at-work.ts';

const events = '/api/labs/start/first-container/events';
const names = parseNames(['room.example', '127.0.0.1']);
let ca: string;
let at: ServerAtWork;
beforeAll(async () => {
  const authority = await makeAuthority('5', names, new Date());
  ca = authority.certificate;
  at = await startServerAtWork({
    tls: await makeServerCertificate(authority, names, new Date()),
    allowedHosts: ['room.example'],
    limits: { mostUnsigned: 20, mostUnsignedPerAddress: 20 },
  });
});
afterAll(() => at[Symbol.asyncDispose]());

const where = (): RequestOptions => ({ host: '127.0.0.1', port: at.server.port, ca, agent: false });

async function ask(path: string, options: RequestOptions & { readonly body?: string } = {}) {
  const { body, ...rest } = options;
  const request = get({ ...where(), ...rest, path });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return { status: response.statusCode ?? 0, reused: request.reusedSocket };
}

/** The key of a session of this server: its token is exchanged over the socket in the home. */
async function signIn(): Promise<string> {
  const token = new URL(at.server.mintLoginUrl()).hash.slice(1);
  const answer = await at.request('/api/sign-in', {
    method: 'POST',
    body: JSON.stringify({ token }),
    socket: true,
  });
  return (answer.json() as { key: string }).key;
}

const openEvents = (key: string, headers: Record<string, string> = {}) => {
  const socket = new WebSocket(
    `wss://127.0.0.1:${at.server.port}${events}`,
    [eventsProtocol, signInProtocolOf(key)],
    {
      ca,
      headers,
    },
  );
  socket.on('error', () => undefined);
  return socket;
};

test('pages and WebSockets come over TLS, under every name of the certificate', async () => {
  expect(at.server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  const host = `room.example:${at.server.port}`;
  expect((await ask('/', { headers: { host } })).status).toBe(200);
  const other = { headers: { host: 'other.example' }, servername: 'room.example' };
  expect((await ask('/', other)).status).toBe(403);
  const socket = openEvents(await signIn());
  const [frame] = (await once(socket, 'message')) as [Buffer];
  expect(JSON.parse(String(frame))).toMatchObject({ type: 'status' });
  socket.terminate();
});

test('case 341: a page of the same name over plain HTTP is another origin', async () => {
  const { port } = at.server;
  const own = { origin: `https://127.0.0.1:${port}` };
  const plain = { origin: `http://127.0.0.1:${port}` };
  expect((await ask('/', { headers: own })).status).toBe(200);
  expect((await ask('/', { headers: plain })).status).toBe(403);
  const socket = openEvents(await signIn(), plain);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  expect(response.statusCode).toBe(403);
  socket.terminate();
});

describe('case 340: a crowd that speaks no TLS', () => {
  const silent: Socket[] = [];
  afterAll(() => {
    for (const socket of silent) socket.destroy();
  });
  const dial = async (text: string) => {
    const socket = connect(at.server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(text);
    silent.push(socket);
  };

  test.each([
    ['nothing', ''],
    ['the beginning of a handshake', '\x16\x03\x01'],
    ['plain HTTP', 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'],
  ])('and says %s keeps out nobody who is signed in, and nobody who comes new', async (_, text) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1, ca });
    const authorization = `Bearer ${await signIn()}`;
    const mine = () => ask('/api/labs', { agent, headers: { authorization } });
    expect(await mine()).toMatchObject({ status: 200, reused: false });
    for (let count = 0; count < 60; count += 1) await dial(text);
    expect(await mine()).toMatchObject({ status: 200, reused: true });
    expect((await ask('/')).status).toBe(200);
    agent.destroy();
  });
});

describe('behind a proxy on this machine', () => {
  let behind: ServerAtWork;
  beforeAll(async () => {
    behind = await startServerAtWork({ publicOrigin: 'https://room.example' });
  });
  afterAll(() => behind[Symbol.asyncDispose]());

  test('its name and origin are taken, links are of it, and what is said of it over HTTP is not', async () => {
    expect(behind.server.mintLoginUrl()).toMatch(/^https:\/\/room\.example\/login#/);
    const status = async (host: string, origin?: string) =>
      (await behind.request('/', { headers: { host, ...(origin && { origin }) } })).status;
    expect(await status('room.example', 'https://room.example')).toBe(200);
    expect(await status('room.example', 'http://room.example')).toBe(403);
    expect(await status('room.example:8443', 'https://room.example')).toBe(403);
    expect(await status('other.example')).toBe(403);
    expect(await status(`127.0.0.1:${behind.server.port}`)).toBe(200);
  });
});

test('a simulated learner reaches it where it is said who vouches for it, and is told so where it is not', async () => {
  const { signal } = new AbortController();
  const port = { url: at.server.url, signal };
  await expect(askOverPort(port, undefined, 'health')).rejects.toMatchObject({
    code: 'not-allowed',
    fix: expect.stringContaining('--ca HOME/tls/ca.pem'),
  });
  expect(await askOverPort({ ...port, authority: ca }, undefined, 'health')).toMatchObject({ status: 'ok' });
});
