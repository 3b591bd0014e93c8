/** What is sent to be saved or answered, and should not be. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { heldBytes } from '../../fixtures/held-memory.ts';
import {
  type RequestOptions,
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

const lab = '/api/labs/start/first-container';
const call = (method: string, path: string, body?: unknown, options: RequestOptions = {}) =>
  at.request(path, {
    method,
    as: me,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...options,
  });
const head = (firstLine: string, ...more: readonly string[]) =>
  [
    `${firstLine} HTTP/1.1`,
    `Host: 127.0.0.1:${at.server.port}`,
    `Authorization: Bearer ${me.key}`,
    'Content-Type: application/json',
    'If-Match: ',
    ...more,
    '',
    '',
  ].join('\r\n');

describe('case 50: a path that leads out of the workspace is refused, to read, save, make, rename and delete', () => {
  test.each([
    '../x',
    'a/../../x',
    '/etc/passwd',
    '..\\x',
    'a\0b',
    '..',
    '.',
    '',
    'a//b',
    '%2e%2e/x',
    '%2E%2e%2fx',
    '..%2fx',
    '..%5cx',
    'a%00b',
    './x',
    'a/./b',
    '../first-container-2/x',
  ])('%j', async (path) => {
    const before = [...at.runner.text];
    const file = `${lab}/file?path=${encodeURIComponent(path)}`;
    const answers = [
      await call('GET', file),
      await call('PUT', file, { text: 'x' }, { headers: { 'if-match': '' } }),
      await call('DELETE', file),
      await call('POST', `${lab}/file`, { path, kind: 'file' }),
      await call('POST', `${lab}/file/rename`, { from: 'compose.yaml', to: path }),
      await call('POST', `${lab}/file/rename`, { from: path, to: 'y' }),
    ];
    for (const answer of answers) expect(answer.json()).toMatchObject({ error: { code: 'path-refused' } });
    for (const answer of answers) expect(answer.status).toBe(400);
    expect([...at.runner.text]).toEqual(before);
  });

  /** A program may have given such a name, so what is there is found by it; nobody makes one. */
  test.each(['a\nb', 'a\rb', 'C:\\x', '\\\\host\\share', 'x'.repeat(2000), 'http%3A%2F%2Fx'])(
    '%j, where nothing has that name',
    async (path) => {
      const before = [...at.runner.text];
      const file = `${lab}/file?path=${encodeURIComponent(path)}`;
      const made = [
        await call('PUT', file, { text: 'x' }, { headers: { 'if-match': '' } }),
        await call('POST', `${lab}/file`, { path, kind: 'file' }),
        await call('POST', `${lab}/file/rename`, { from: 'compose.yaml', to: path }),
      ];
      for (const answer of made) expect(answer.json()).toMatchObject({ error: { code: 'path-refused' } });
      expect((await call('GET', file)).json()).toMatchObject({ error: { code: 'not-found' } });
      expect([...at.runner.text]).toEqual(before);
    },
  );

  test('escaped once and twice in the address', async () => {
    for (const path of ['../x', '%2e%2e/x', '..%2fx', '%2e%2e%5cx', 'a%00b', '%252e%252e/x', '..%252fx'])
      expect((await call('GET', `${lab}/file?path=${path}`)).status, path).toBe(400);
    for (const path of ['/api/labs/..%2f..%2fx/y/file?path=a', '/api/labs/%2e%2e/y/file?path=a'])
      expect([400, 404], path).toContain((await call('GET', path)).status);
  });

  test('two paths in one address', async () => {
    const answer = await call('GET', `${lab}/file?path=compose.yaml&path=../x`);
    expect(answer.text).not.toContain('root:');
    expect([200, 400]).toContain(answer.status);
  });
});

describe('case 52: what is too large is refused and costs no memory', () => {
  test('ten megabytes to save, twenty times', async () => {
    const large = Buffer.alloc(10_000_000, 'x');
    const before = heldBytes();
    for (let count = 0; count < 20; count++) {
      const answer = await at.request(`${lab}/file?path=big`, {
        method: 'PUT',
        as: me,
        body: large,
        headers: { 'if-match': '' },
      });
      expect(answer.status).toBe(413);
      expect(answer.json()).toMatchObject({ error: { code: 'too-big' } });
    }
    expect(heldBytes() - before).toBeLessThan(large.length);
    expect(at.runner.text.has('big')).toBe(false);
  });

  test('sixty-five kilobytes to anything else', async () => {
    const answer = await call('POST', `${lab}/answers`, { question: 'x'.repeat(66_000), value: '' });
    expect(answer.status).toBe(413);
  });

  test('a length that is announced, before a byte of it has come', async () => {
    const answer = await at.raw(
      head(`PUT ${lab}/file?path=big`, 'Content-Length: 10000000000', 'Connection: close'),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('chunks of no declared length', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const answer = await at.raw(
      head(`PUT ${lab}/file?path=big`, 'Transfer-Encoding: chunked', 'Connection: close') + chunk.repeat(40),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('a body without end to an address that nobody signed in for', async () => {
    const first = head(`PUT ${lab}/file?path=big`, 'Transfer-Encoding: chunked').replace(
      /Authorization: .*\r\n/,
      '',
    );
    const answer = await at.raw(first + `10000\r\n${'x'.repeat(0x10000)}\r\n`.repeat(100));
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  });

  test('headers beyond reason', async () => {
    const answer = await at.raw(head('GET /api/labs', `X-Long: ${'x'.repeat(20_000)}`, 'Connection: close'));
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    const many = Array.from({ length: 3_000 }, (_, index) => `X-${index}: y`);
    expect(await at.raw(head('GET /api/health', ...many, 'Connection: close'))).toMatch(
      /^HTTP\/1\.1 (200|431) /,
    );
  });
});

describe('case 53: what is not JSON of the form that is asked for is refused', () => {
  test.each([
    '{',
    '',
    'null',
    '[]',
    '"x"',
    '1e999',
    '{"question":"a","value":"b"',
    '{"question":"a","value":{}}',
    `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    '\u0000',
  ])('malformed: %j', async (body) => {
    const answer = await at.request(`${lab}/answers`, { method: 'POST', as: me, body });
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ error: { code: 'bad-request' } });
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'text/json',
    '*/*',
    'application/json, text/plain',
  ])('of another type: %s', async (type) => {
    at.runner.calls.splice(0);
    for (const path of [`${lab}/answers`, `${lab}/commands`, `${lab}/file`]) {
      const answer = await at.request(path, {
        method: 'POST',
        as: me,
        body: '{"question":"a","value":"b","transcript":"t","command":0,"path":"x","kind":"file"}',
        headers: { 'content-type': type },
      });
      expect(answer.status).toBe(415);
      expect(answer.json()).toMatchObject({ error: { code: 'bad-content-type' } });
    }
    expect(at.runner.calls).toEqual([]);
  });

  test('a prototype is not to be had', async () => {
    const body =
      '{"question":"layers","value":"4","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    await at.request(`${lab}/answers`, { method: 'POST', as: me, body });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('two requests where one was meant', () => {
  const smuggled = `GET /api/labs HTTP/1.1\r\nHost: evil.test\r\n\r\n`;

  test.each([
    ['two lengths', ['Content-Length: 0', `Content-Length: ${smuggled.length}`]],
    ['a length and chunks', ['Transfer-Encoding: chunked', 'Content-Length: 5']],
    ['chunks that are not the last coding', ['Transfer-Encoding: chunked, identity']],
    ['an unknown coding', ['Transfer-Encoding: xchunked']],
    ['a length with a sign', ['Content-Length: +5']],
    ['a length in hexadecimal', ['Content-Length: 0x5']],
    ['a header with a space before its colon', ['Content-Length : 5']],
    ['a folded header', ['X-A: b', ' Content-Length: 5']],
  ])('%s is refused, and the connection ends', async (_what, lines) => {
    const answer = await at.raw(`${head(`POST ${lab}/check`, ...lines)}0\r\n\r\n${smuggled}`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });

  test('a bare line feed ends no header', async () => {
    const answer = await at.raw(
      `GET /api/health HTTP/1.1\nHost: 127.0.0.1:${at.server.port}\nConnection: close\n\n`,
    );
    expect(answer).not.toContain('"status":"ok"');
  });

  test('what comes after a refusal on the same connection is not read', async () => {
    const refused = `GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n`;
    const answer = await at.raw(refused + head('GET /api/labs', 'Connection: close'));
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 403']);
  });
});
