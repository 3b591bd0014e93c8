import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LabEvent } from '../../../src/lab/wire/events.ts';
import { eventually } from '../../fixtures/eventually.ts';
import { heldBytes } from '../../fixtures/held-memory.ts';
import { type ServerAtWork, type SignedIn, startServerAtWork } from '../../fixtures/server-at-work.ts';

let at: ServerAtWork;
let me: SignedIn;
beforeAll(async () => {
  at = await startServerAtWork({ timing: { heartbeatMs: 50 } });
  me = await at.signIn();
});
afterAll(() => at[Symbol.asyncDispose]());

interface Stream extends Disposable {
  readonly sent: ClientRequest;
  readonly response: IncomingMessage;
  /** Everything that has come so far. */
  text: string;
  until(part: string | RegExp): Promise<void>;
}

async function follow(lab = 'start/first-container'): Promise<Stream> {
  const sent = request({
    host: '127.0.0.1',
    port: at.server.port,
    path: `/api/labs/${lab}/events`,
    headers: { authorization: `Bearer ${me.key}` },
    agent: false,
  });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  sent.on('error', () => {});
  response.on('error', () => {});
  const stream: Stream = {
    sent,
    response,
    text: '',
    until: (part) => eventually(() => expect(stream.text).toMatch(part)),
    [Symbol.dispose]: () => sent.destroy(),
  };
  response.on('data', (chunk) => {
    stream.text += chunk;
  });
  return stream;
}

const observation = (takenAt: string, padding = ''): LabEvent => ({
  type: 'observation',
  observation: {
    version: 4,
    takenAt,
    durationMs: 7,
    project: `drydock-first${padding}`,
    host: { source: 'unknown', reason: 'away', cause: 'host-lacks' },
    containers: [],
    probes: {},
    abilities: {},
  },
});

test('events come under their type as JSON, beginning with how things stand', async () => {
  using stream = await follow();
  expect(stream.response.headers).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': expect.stringMatching(/no-(cache|store)/),
  });
  await stream.until(
    /event: status\ndata: \{"type":"status","status":\{"lab":"start\/first-container".*\}\}\n\n/,
  );
  at.runner.emit({ type: 'output', job: 'job-1', text: 'building\nstep 1' });
  await stream.until('event: output\ndata: {"type":"output","job":"job-1","text":"building\\nstep 1"}\n\n');
});

test('a comment is sent when nothing else is', async () => {
  using stream = await follow();
  await stream.until(/: still here\n\n: still here\n\n/);
});

test('a page that leaves is no longer told', async () => {
  await eventually(() => expect(at.runner.listeners.size).toBe(0));
  const stream = await follow();
  expect(at.runner.listeners.size).toBe(1);
  stream.sent.destroy();
  await eventually(() => expect(at.runner.listeners.size).toBe(0));
});

test('a page that does not read gets the last observation, not all of them', async () => {
  using stream = await follow();
  await stream.until('event: status');
  stream.response.pause();
  const padding = 'x'.repeat(100_000);
  const before = heldBytes();
  for (let count = 0; count < 2_000; count++) {
    at.runner.emit(observation(`${count}`, padding + count));
    if (count % 50 === 0) await new Promise(setImmediate);
  }
  // Of two hundred megabytes.
  expect(heldBytes() - before).toBeLessThan(20_000_000);
  stream.response.resume();
  await stream.until('"takenAt":"1999"');
  const seen = stream.text.match(/"takenAt":"\d+"/g) ?? [];
  expect(seen.length).toBeLessThan(500);
});

test('a lab that is not there is a plain 404', async () => {
  const answer = await at.request('/api/labs/start/nowhere/events', { as: me });
  expect([answer.status, answer.json()]).toMatchObject([404, { error: { code: 'not-found' } }]);
});
