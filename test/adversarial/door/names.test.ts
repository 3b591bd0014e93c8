/** Names that are not ours: what a page gets that has its own name lead to our address. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerAtWork, type SignedIn, startServerAtWork } from '../../fixtures/server-at-work.ts';
import { get, signed, statusOf, terminalPath, upgrade } from './wire.ts';

let at: ServerAtWork;
let me: SignedIn;
beforeAll(async () => {
  at = await startServerAtWork();
  me = await at.signIn();
});
afterAll(() => at[Symbol.asyncDispose]());

async function refusesEverywhere(name: string): Promise<void> {
  const lines = [`Host: ${name}`, ...signed(me)];
  const before = [...at.runner.shells];
  for (const path of ['/', '/api/health', '/api/labs', '/login', '/_astro/page.1a2b3c.js', '/nowhere']) {
    const answer = await get(at, path, lines);
    expect(statusOf(answer), path).toBe(403);
    expect(answer).toContain('"code":"not-allowed"');
    expect(answer).toContain('content-security-policy');
    expect(answer).not.toContain('Drydock</title>');
  }
  expect(statusOf(await upgrade(at, lines))).toBe(403);
  expect(at.runner.shells).toEqual(before);
}

describe('case 37: a Host that is not ours is refused before routing, for pages, the API and terminals', () => {
  test.each([
    'evil.test',
    'evil.test:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.0.0.1:0PORT',
    '127.0.0.1:PORT:PORT',
    'user@127.0.0.1:PORT',
    '127.0.0.1:PORT@evil.test',
    '127.0.0.1:PORT/evil.test',
    '127.0.0.1:PORT#',
    '127.0.0.1:PORT,evil.test',
    'http://127.0.0.1:PORT',
    '127.1:PORT',
    '127.0.0.2:PORT',
    '0.0.0.0:PORT',
    '0x7f.1:PORT',
    '0177.0.0.1:PORT',
    '2130706433:PORT',
    'localhost.:PORT',
    '127.0.0.1.:PORT',
    'xn--localhost:PORT',
    'ｌocalhost:PORT',
    '[::]:PORT',
    '[::ffff:7f00:1]:PORT',
    '[::ffff:127.0.0.1]:PORT',
    '[0:0:0:0:0:0:0:1]:PORT',
    '[::1%25lo]:PORT',
    '::1:PORT',
    '[::1]',
    '[::1]evil.test:PORT',
  ])('%s', refusesEverywhere);

  test('none at all, an empty one, and two', async () => {
    expect(statusOf(await at.raw('GET /api/health HTTP/1.0\r\n\r\n'))).toBe(403);
    expect(statusOf(await get(at, '/api/health', []))).toBe(400);
    expect(statusOf(await get(at, '/api/health', ['Host:']))).toBe(403);
    const ours = 'Host: 127.0.0.1:PORT';
    for (const lines of [
      [ours, 'Host: evil.test'],
      ['Host: evil.test', ours],
      [ours, ours],
    ]) {
      expect(statusOf(await get(at, '/api/health', lines))).toBe(403);
      expect(statusOf(await upgrade(at, [...lines, ...signed(me)]))).toBe(403);
    }
  });

  test('a whole address as the target, which overrules Host by RFC 9112', async () => {
    const host = 'Host: 127.0.0.1:PORT';
    for (const target of [
      'http://evil.test/api/health',
      'http://127.0.0.1:PORT/api/health',
      '//evil.test',
      'evil.test:80',
      '*',
    ]) {
      const answer = await get(at, target, [host]);
      expect([400, 404], target).toContain(statusOf(answer));
      expect(answer).not.toContain('"status":"ok"');
      expect(answer.toLowerCase()).not.toContain('location:');
    }
    expect(statusOf(await upgrade(at, [host, ...signed(me)], `http://evil.test${terminalPath}`))).toBe(400);
  });

  test('methods that are for proxies', async () => {
    for (const method of ['CONNECT', 'TRACE', 'OPTIONS', 'PROPFIND'])
      expect(
        await at.raw(
          `${method} / HTTP/1.1\r\nHost: 127.0.0.1:${at.server.port}\r\nAuthorization: Bearer ${me.key}\r\nConnection: close\r\n\r\n`,
        ),
        method,
      ).not.toMatch(/^HTTP\/1\.1 2/i);
  });

  test('the four names that are ours are let in', async () => {
    for (const name of ['127.0.0.1:PORT', 'localhost:PORT', 'LOCALHOST:PORT', '[::1]:PORT'])
      expect(statusOf(await get(at, '/api/health', [`Host: ${name}`])), name).toBe(200);
  });
});

describe('case 38: a name that looks like ours and belongs to somebody else is refused', () => {
  test.each([
    'localhost.evil.test:PORT',
    'evil.localhost:PORT',
    '127.0.0.1.nip.io:PORT',
    '127-0-0-1.nip.io:PORT',
    '127.0.0.1.evil.test:PORT',
    'localhost:PORT.evil.test',
    'localtest.me:PORT',
    '1.nip.io:PORT',
  ])('%s', refusesEverywhere);
});

describe('case 45: what a proxy would say is not looked at', () => {
  const forged = [
    'X-Forwarded-Host: evil.test',
    'X-Forwarded-Proto: https',
    'X-Forwarded-Port: 443',
    'X-Forwarded-For: 127.0.0.1',
    'X-Forwarded-Prefix: /evil',
    'X-Original-URL: /api/labs',
    'X-Rewrite-URL: /api/labs',
    'X-HTTP-Method-Override: DELETE',
    'X-Real-IP: 127.0.0.1',
    'Forwarded: host=evil.test;proto=https;for=127.0.0.1',
  ];

  test('a redirect leads to ourselves, and the answer is the same as without', async () => {
    const plain = await get(at, '/start', ['Host: 127.0.0.1:PORT']);
    const answer = await get(at, '/start', ['Host: 127.0.0.1:PORT', ...forged]);
    const withoutDate = (text: string) => text.replace(/^date: .*\r\n/im, '');
    expect(withoutDate(answer)).toBe(withoutDate(plain));
    expect(answer.toLowerCase()).toContain('location: /start/\r\n');
  });

  test('our name there does not make up for another one in Host', async () => {
    for (const header of ['X-Forwarded-Host: 127.0.0.1:PORT', 'Forwarded: host="127.0.0.1:PORT"'])
      expect(statusOf(await get(at, '/api/health', ['Host: evil.test', header]))).toBe(403);
  });

  test('another path there does not change what is asked for', async () => {
    const answer = await get(at, '/api/health', ['Host: 127.0.0.1:PORT', ...forged, ...signed(me)]);
    expect(answer).toContain('"status":"ok"');
  });

  test('a login link is made of the address that we listen on', async () => {
    const body =
      'POST /api/logins HTTP/1.1\r\nHost: evil.test\r\nX-Forwarded-Host: evil.test\r\nContent-Length: 0\r\n';
    const socket = connect(at.server.socketPath);
    socket.write(`${body}Connection: close\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toContain(`"url":"${at.server.url}/login#`);
  });
});
