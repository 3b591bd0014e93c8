/** What anybody can send without end must not fill the log, and must be told for what it is. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { doctor } from '../../../src/cli/commands/doctor.ts';
import type { Output } from '../../../src/cli/output.ts';
import { takeHomeLock } from '../../../src/store/home-lock.ts';
import { type ServerAtWork, startServerAtWork } from '../../fixtures/server-at-work.ts';

let at: ServerAtWork;
beforeEach(async () => {
  at = await startServerAtWork();
});
afterEach(() => at[Symbol.asyncDispose]());

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly err?: unknown;
  readonly refused?: Readonly<Record<string, number>>;
}

/** What stands in the log of a server as it is started: without what is there for finding faults. */
async function finalLog(): Promise<readonly Line[]> {
  await at.server[Symbol.asyncDispose]();
  const lines = at.log().split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Line).filter(({ level }) => level >= 30);
}

const signIn = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  at.request('/api/sign-in', { method: 'POST', body, headers });

describe('case 194: requests of nobody who is signed in', () => {
  test.each<[number, string, string, Record<string, string>]>([
    [400, 'bad-request', '{', {}],
    [400, 'bad-request', '', {}],
    [400, 'bad-request', '{"token":1}', {}],
    [400, 'bad-request', '\u0000', {}],
    [415, 'bad-content-type', 'token=1', { 'content-type': 'application/x-www-form-urlencoded' }],
    [413, 'too-big', JSON.stringify({ token: 'x'.repeat(70_000) }), {}],
    [401, 'not-signed-in', '{"token":"x"}', {}],
  ])('are told as %i %s', async (status, code, body, headers) => {
    const answer = await signIn(body, headers);
    expect(answer.status).toBe(status);
    expect(answer.json()).toMatchObject({ error: { code, message: expect.stringMatching(/\.$/) } });
    expect((await finalLog()).filter(({ level }) => level >= 40)).toEqual([]);
  });

  test('are counted, and the log has one line for all of them', async () => {
    const rounds = 40;
    for (let count = 0; count < rounds; count++) {
      await signIn('{');
      await signIn('x', { 'content-type': 'text/plain' });
      await at.request('/api/labs');
      await at.request('/api/nowhere', { method: 'PATCH' });
      await at.request('/api/health', { headers: { origin: 'http://evil.test' } });
      await at.raw(`GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n`);
    }
    const host = (await at.request('/api/host', { as: await at.signIn() })).json();
    expect(host).toMatchObject({
      facts: [
        expect.objectContaining({ id: 'turned-away', value: expect.stringContaining(`${rounds * 6}`) }),
      ],
    });
    const lines = await finalLog();
    expect(lines).toHaveLength(1);
    expect(lines[0]?.refused).toEqual({
      'bad-request': rounds,
      'bad-content-type': rounds,
      'not-signed-in': rounds * 2,
      'not-allowed': rounds * 2,
    });
    expect(JSON.stringify(lines)).not.toContain(' at ');
  });

  test('are told of by doctor, which asks the server of the home', async () => {
    await at.request('/api/labs');
    using lock = takeHomeLock(at.home, 'a test');
    lock.announce({ url: at.server.url, socket: at.server.socketPath });
    const told: unknown[] = [];
    const output: Output = { json: true, answer: (value) => told.push(value) };
    await doctor({ home: at.home, engine: 'host' }, output);
    expect(told).toMatchObject([
      {
        facts: expect.arrayContaining([
          expect.objectContaining({ id: 'turned-away', value: expect.stringMatching(/^1 /) }),
        ]),
      },
    ]);
  });

  test('that break off in their body are no fault of ours', async () => {
    for (let count = 0; count < 50; count++) {
      const socket = connect(at.server.port, '127.0.0.1');
      await once(socket, 'connect');
      const head = [
        'POST /api/sign-in HTTP/1.1',
        `Host: 127.0.0.1:${at.server.port}`,
        'Content-Type: application/json',
        'Content-Length: 90',
      ];
      socket.end(`${head.join('\r\n')}\r\n\r\n{"token"`);
      socket.resume();
      await once(socket, 'close');
    }
    expect((await finalLog()).filter(({ level, err }) => level >= 40 || err !== undefined)).toEqual([]);
  });

  test('cost no line that who is signed in would have: a fault of ours is logged each time', async () => {
    at.runner.checkError = new Error('the cable is loose');
    const as = await at.signIn();
    for (let count = 0; count < 3; count++)
      await at.request('/api/labs/start/first-container/check', { method: 'POST', as });
    expect((await finalLog()).filter(({ level }) => level === 50)).toHaveLength(3);
  });
});
