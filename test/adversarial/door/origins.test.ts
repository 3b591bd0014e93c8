/** Pages of others: what their requests carry is refused, over HTTP and before a WebSocket is opened. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signInProtocolOf } from '../../../src/lab/wire/terminal.ts';
import {
  closing,
  type ServerAtWork,
  type SignedIn,
  startServerAtWork,
} from '../../fixtures/server-at-work.ts';
import { get, signed, statusOf, terminalPath, upgrade } from './wire.ts';

let at: ServerAtWork;
let me: SignedIn;
beforeAll(async () => {
  at = await startServerAtWork();
  me = await at.signIn();
});
afterAll(() => at[Symbol.asyncDispose]());

/** With a sign-in that is good. */
async function isRefused(origin: string): Promise<void> {
  const lines = ['Host: 127.0.0.1:PORT', `Origin: ${origin}`, ...signed(me)];
  const before = at.runner.shells.length;
  expect(statusOf(await get(at, '/api/sign-in', lines))).toBe(403);
  expect(statusOf(await get(at, '/', lines))).toBe(403);
  expect(statusOf(await upgrade(at, lines))).toBe(403);
  expect(at.runner.shells).toHaveLength(before);
}

describe('case 39: an Origin that is not ours is refused, with a sign-in too', () => {
  test.each([
    'http://evil.test',
    'http://evil.test:PORT',
    'http://127.0.0.1:PORT.evil.test',
    'http://127.0.0.1:PORT/',
    'http://127.0.0.1:PORT/path',
    'http://user@127.0.0.1:PORT',
    'http://127.0.0.1:PORT http://evil.test',
    'http://127.0.0.1:PORT, http://127.0.0.1:PORT',
    'http://localhost:PORT',
    'http://[::1]:PORT',
    'HTTP://127.0.0.1:PORT',
    'file://',
    'chrome-extension://abcdefghijklmnop',
    'ws://127.0.0.1:PORT',
    '',
  ])('%j', isRefused);

  test('beside our own', async () => {
    const lines = ['Host: 127.0.0.1:PORT', 'Origin: http://127.0.0.1:PORT', 'Origin: http://evil.test'];
    expect(statusOf(await get(at, '/api/sign-in', [...lines, ...signed(me)]))).toBe(403);
    expect(statusOf(await upgrade(at, [...lines, ...signed(me)]))).toBe(403);
  });

  test('our own is let in, by HTTP and WebSocket', async () => {
    const origin = `http://127.0.0.1:${at.server.port}`;
    expect((await at.request('/api/sign-in', { as: me, headers: { origin } })).status).toBe(200);
    const socket = at.webSocket(terminalPath, { as: me, headers: { origin } });
    socket.on('open', () => socket.close(1000));
    expect(await closing(socket)).toMatchObject({ code: 1000 });
  });

  test('no answer allows another origin to read it', async () => {
    for (const path of ['/', '/api/health', '/api/labs']) {
      const answer = await get(at, path, ['Host: 127.0.0.1:PORT', 'Origin: http://evil.test']);
      expect(answer.toLowerCase()).not.toContain('access-control-');
    }
  });
});

test('case 40: an Origin of null is refused', () => isRefused('null'));

describe('case 41: an Origin that differs in its port or its scheme only is refused', () => {
  test.each(['http://127.0.0.1:1', 'http://127.0.0.1', 'https://127.0.0.1:PORT', 'http://127.0.0.1:PORT0'])(
    '%s',
    isRefused,
  );
});

describe('case 42: a missing Origin does not stand for a login', () => {
  const wrong = ['wrong', '', 'A'.repeat(43), `${'A'.repeat(43)}A`, '%00', 'a'.repeat(8_000)];

  test('the API answers nobody without a sign-in', async () => {
    expect((await at.request('/api/sign-in')).status).toBe(401);
    for (const value of wrong) {
      for (const authorization of [`Bearer ${value}`, value, `Basic ${value}`])
        expect(
          (await at.request('/api/labs', { headers: { authorization } })).status,
          value.slice(0, 50),
        ).toBe(401);
    }
  });

  test('a terminal opens for nobody without one', async () => {
    const before = at.runner.shells.length;
    expect(await closing(at.webSocket(terminalPath))).toMatchObject({ status: 401 });
    for (const value of wrong) {
      const lines = ['Host: 127.0.0.1:PORT', `Sec-WebSocket-Protocol: ${signInProtocolOf(value)}`];
      expect([400, 401], value.slice(0, 50)).toContain(statusOf(await upgrade(at, lines)));
    }
    expect(at.runner.shells).toHaveLength(before);
  });

  test('a login token is no sign-in, and the key of a sign-in no login token', async () => {
    const link = at.server.mintLoginUrl();
    const as = { key: new URL(link).hash.slice(1) };
    expect((await at.request('/api/labs', { as })).status).toBe(401);
    expect((await at.exchange(`${at.server.url}/login#${me.key}`)).status).toBe(401);
    expect((await at.request('/api/sign-in', { as: me })).status).toBe(200);
  });

  test('the key counts in its own place only', async () => {
    const cookie = `drydock-${at.server.port}=${me.key}; session=${me.key}`;
    for (const headers of [{ cookie }, { 'x-drydock-csrf': me.key }, { 'sec-websocket-protocol': me.key }])
      expect((await at.request('/api/labs', { headers })).status).toBe(401);
    for (const path of [`/api/labs?key=${me.key}`, `/api/labs?access_token=${me.key}`])
      expect((await at.request(path)).status).toBe(401);
    for (const line of [`Cookie: ${cookie}`, `Authorization: Bearer ${me.key}`])
      expect(statusOf(await upgrade(at, ['Host: 127.0.0.1:PORT', line]))).toBe(401);
  });

  test('nothing of the API but health is open, however its address is spelt', async () => {
    for (const path of [
      '/api/labs',
      '/api//labs',
      '/API/labs',
      '/api/./labs',
      '/api/%6cabs',
      '/%61pi/labs',
      '/api/health/../labs',
      '/api/health%2f..%2flabs',
      '/api/health/',
      '/api/labs;/api/health',
      '/api/labs?/api/health',
      '/api/openapi.json',
      '/api/nowhere',
      '/x/../api/labs',
      '//api/labs',
    ]) {
      const answer = await get(at, path, ['Host: 127.0.0.1:PORT']);
      expect([400, 401, 404], path).toContain(statusOf(answer));
      expect(answer).not.toContain('first-container');
    }
  });
});

describe('case 43: the web page of a lab on another port of this host', () => {
  const path = '/api/labs/start/first-container/start';

  test('gets nothing from us that a browser would send to it, or would add to what it asks', async () => {
    const link = at.server.mintLoginUrl();
    const answers = [
      await at.request('/login'),
      await at.request('/login.js'),
      await at.exchange(link),
      await at.request('/'),
      await at.request('/api/labs', { as: me }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    for (const { headers } of answers) expect(headers['set-cookie']).toBeUndefined();
  });

  test('writes nothing, by form or by fetch', async () => {
    at.runner.calls.splice(0);
    const foreign = { origin: 'http://127.0.0.1:8080' };
    expect((await at.request(path, { method: 'POST', headers: foreign })).status).toBe(403);
    const form = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-site' };
    expect((await at.request(path, { method: 'POST', headers: form })).status).toBe(403);
    expect((await at.request(path, { method: 'POST' })).status).toBe(401);
    expect(at.runner.calls).toEqual([]);
  });

  test('reads nothing, though a picture carries no Origin', async () => {
    for (const dest of ['image', 'script', 'iframe', 'document', 'style', 'track']) {
      const headers = { 'sec-fetch-site': 'same-site', 'sec-fetch-dest': dest };
      expect((await at.request('/api/labs/start/first-container/solution', { headers })).status, dest).toBe(
        403,
      );
    }
  });

  test('signs nobody in as somebody else', async () => {
    const link = at.server.mintLoginUrl();
    const body = JSON.stringify({ token: new URL(link).hash.slice(1) });
    for (const headers of [{ 'sec-fetch-site': 'same-site' }, { origin: 'http://127.0.0.1:8080' }])
      expect((await at.request('/api/sign-in', { method: 'POST', headers, body })).status).toBe(403);
    const form = { 'content-type': 'text/plain' };
    expect((await at.request('/api/sign-in', { method: 'POST', headers: form, body })).status).toBe(415);
    expect((await at.exchange(link)).status).toBe(200);
  });
});
