import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { DrydockError } from '../../../src/lab/errors.ts';
import { heartbeat } from '../../../src/lab/wire/heartbeat.ts';
import { terminalFlow } from '../../../src/lab/wire/terminal.ts';
import { eventually } from '../../fixtures/eventually.ts';
import type { FakeShell } from '../../fixtures/fake-lab-runner.ts';
import {
  closing,
  type ServerAtWork,
  type SignedIn,
  startServerAtWork,
} from '../../fixtures/server-at-work.ts';

let at: ServerAtWork;
let me: SignedIn;
beforeEach(async () => {
  at = await startServerAtWork({ timing: { pingMs: 100, stallMs: 300, sizeMs: 50 } });
  me = await at.signIn();
});
afterEach(() => at[Symbol.asyncDispose]());

interface Page {
  readonly socket: WebSocket;
  readonly messages: unknown[];
  text: string;
  bytes: number;
  readonly closed: Promise<{ code: number }>;
  say(input: unknown): void;
}

function openPage(path = 'start/first-container/terminals/main?columns=80&rows=24'): Page {
  const socket = at.webSocket(`/api/labs/${path}`, { as: me });
  const page: Page = {
    socket,
    messages: [],
    text: '',
    bytes: 0,
    closed: closing(socket),
    say: (input) => socket.send(typeof input === 'string' ? input : JSON.stringify(input)),
  };
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) return void page.messages.push(JSON.parse(data.toString()));
    page.bytes += data.length;
    page.text = (page.text + data.toString()).slice(-10_000);
  });
  return page;
}

async function openReady(path?: string): Promise<{ page: Page; shell: FakeShell }> {
  const page = openPage(path);
  await eventually(() => expect(page.messages).toContainEqual(expect.objectContaining({ type: 'ready' })));
  const shell = at.runner.shells.at(-1);
  if (shell === undefined) throw new Error('no shell');
  return { page, shell };
}

describe('a terminal', () => {
  test('carries keys in and bytes out, tells when the shell is there and when it ended', async () => {
    const { page, shell } = await openReady();
    expect(page.messages).toEqual([{ type: 'ready', resumed: false }]);
    page.say({ type: 'input', data: 'echo ü\n' });
    await eventually(() => expect(page.text).toBe('echo ü\n'));
    page.say({ type: 'input', data: 'exit\n' });
    expect(await page.closed).toMatchObject({ code: 1000 });
    expect(page.messages.at(-1)).toEqual({ type: 'exit', code: 0 });
    await eventually(() => expect(shell.disposals).toBe(1));
  });

  test('keeps the order of what was typed, before the shell was there too', async () => {
    const page = openPage();
    await once(page.socket, 'open');
    for (const data of 'abcdefghij') page.say({ type: 'input', data });
    await eventually(() => expect(page.text).toBe('abcdefghij'));
  });

  test('begins in the size of its address, or of the first message, or in the usual one', async () => {
    expect((await openReady('start/first-container/terminals/a?columns=120&rows=40')).shell.sizes[0]).toEqual(
      { columns: 120, rows: 40 },
    );
    const page = openPage('start/first-container/terminals/b');
    await once(page.socket, 'open');
    page.say({ type: 'resize', columns: 100, rows: 30 });
    await eventually(() => expect(at.runner.shells.at(-1)?.sizes[0]).toEqual({ columns: 100, rows: 30 }));
    expect((await openReady('start/first-container/terminals/c')).shell.sizes[0]).toEqual({
      columns: 80,
      rows: 24,
    });
  });

  test('lets go of the shell when its page leaves, and the next page finds it', async () => {
    const { page, shell } = await openReady();
    page.socket.terminate();
    await eventually(() => expect(shell.disposals).toBe(1));
    const { page: next } = await openReady();
    expect(next.messages).toEqual([{ type: 'ready', resumed: true }]);
  });

  test('is there for the command line, over the socket in the home', async () => {
    const { WebSocket } = await import('ws');
    const socket = new WebSocket(
      `ws+unix:${at.server.socketPath}:/api/labs/start/first-container/terminals/main?columns=80&rows=24`,
    );
    const [message] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(message.toString())).toEqual({ type: 'ready', resumed: false });
    socket.terminate();
  });
});

describe('what the page must not do again, and what it should', () => {
  const path = 'start/first-container/terminals/main';
  test.each([
    ['engine-lost', 1013],
    ['engine-absent', 1013],
    ['not-started', 1008],
  ] as const)('%s closes with %i after it was told', async (code, closeCode) => {
    at.runner.terminalError = new DrydockError(code, { message: 'It is so.', fix: 'Do this.' });
    const page = openPage(`${path}?columns=80&rows=24`);
    expect(await page.closed).toMatchObject({ code: closeCode });
    expect(page.messages).toMatchObject([
      { type: 'error', error: { code, message: 'It is so.', fix: 'Do this.' } },
    ]);
  });

  test('an engine that goes away in the middle closes with 1013', async () => {
    const lost = Promise.withResolvers<void>();
    at.runner.makeOutput = async function* () {
      yield new TextEncoder().encode('$ ');
      await lost.promise;
      throw new DrydockError('engine-lost', { message: 'The engine went away.' });
    };
    const { page } = await openReady();
    lost.resolve();
    expect(await page.closed).toMatchObject({ code: 1013 });
    expect(page.messages.at(-1)).toMatchObject({ type: 'error', error: { code: 'engine-lost' } });
  });

  test('something that breaks closes with 1011', async () => {
    at.runner.terminalError = new Error('oh');
    expect(await openPage(`${path}?columns=80&rows=24`).closed).toMatchObject({ code: 1011 });
  });

  test('an unknown lab is told on the line; an address that is none is not opened', async () => {
    const page = openPage('start/nowhere/terminals/main?columns=80&rows=24');
    expect(await page.closed).toMatchObject({ code: 1008 });
    expect(page.messages).toMatchObject([{ error: { code: 'not-found' } }]);
    for (const wrong of [
      'start/first-container/terminals/..%2fx',
      'start/first-container/terminals/A B',
      'start/first-container/terminal/x',
      '../labs/start/first-container/terminals/',
    ]) {
      expect(await openPage(wrong).closed, wrong).toMatchObject({ status: 404 });
    }
    expect(at.runner.shells).toEqual([]);
  });
});

describe('flow control', () => {
  const chunk = new Uint8Array(20_000).fill(120);

  function flood(): { sent: () => number; waits: () => boolean } {
    let sent = 0;
    at.runner.makeOutput = async function* ({ ended }) {
      while (!ended.aborted) {
        sent += chunk.length;
        yield chunk;
      }
    };
    return { sent: () => sent, waits: () => true };
  }

  test('the shell is read until the high mark, and again once the page has drawn down to the low one', async () => {
    await at[Symbol.asyncDispose]();
    at = await startServerAtWork();
    me = await at.signIn();
    const { sent } = flood();
    const { page } = await openReady();
    const { pauseAtBytes, resumeAtBytes } = terminalFlow;
    const settled = async () => {
      await eventually(() => expect(page.bytes).toBeGreaterThanOrEqual(sent() - chunk.length));
      const before = sent();
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(sent()).toBe(before);
    };
    await eventually(() => expect(page.bytes).toBe(pauseAtBytes));
    await settled();
    page.say({ type: 'ack', bytes: pauseAtBytes - resumeAtBytes - 1 });
    await settled();
    expect(page.bytes).toBe(pauseAtBytes);
    page.say({ type: 'ack', bytes: 1 });
    await eventually(() => expect(page.bytes).toBe(2 * pauseAtBytes - resumeAtBytes));
    page.say({ type: 'ack', bytes: 1e12 });
    await eventually(() => expect(page.bytes).toBe(3 * pauseAtBytes - resumeAtBytes));
  });

  test('case 63: a page that never draws is cut, and told to come again; another is not disturbed', async () => {
    const { sent } = flood();
    const { page } = await openReady();
    at.runner.makeOutput = undefined;
    const other = await openReady('start/first-container/terminals/other?columns=80&rows=24');
    expect(await page.closed).toMatchObject({ code: 1013 });
    expect(sent()).toBeLessThan(terminalFlow.pauseAtBytes + 2 * chunk.length);
    other.page.say({ type: 'input', data: 'ls' });
    await eventually(() => expect(other.page.text).toBe('ls'));
    await eventually(() => expect(at.runner.shells[0]?.disposals).toBe(1));
  });

  test('a page whose machine went to sleep is noticed by its missing pong', async () => {
    const { page, shell } = await openReady();
    page.socket.pause();
    await eventually(() => expect(shell.disposals).toBe(1));
    page.socket.terminate();
  });

  test('a heartbeat comes from when the line is open, though no shell is there yet, and never among the output', async () => {
    await at[Symbol.asyncDispose]();
    at = await startServerAtWork({ timing: { heartbeatMs: 20, sizeMs: 60_000 } });
    me = await at.signIn();
    // Its shell waits for a size.
    const socket = at.webSocket('/api/labs/start/first-container/terminals/main', { as: me });
    const texts: string[] = [];
    let output = '';
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) output += data.toString();
      else texts.push(data.toString());
    });
    await eventually(() => expect(texts).toEqual(expect.arrayContaining([heartbeat, heartbeat])));
    expect(at.runner.shells).toEqual([]);
    socket.send(JSON.stringify({ type: 'resize', columns: 80, rows: 24 }));
    await eventually(() => expect(texts.at(-1)).toBe(heartbeat));
    await eventually(() => expect(texts).toContain('{"type":"ready","resumed":false}'));
    const beats = texts.length;
    socket.send(JSON.stringify({ type: 'input', data: 'ls' }));
    await eventually(() => expect(texts.length).toBeGreaterThan(beats + 3));
    expect(output).toBe('ls');
    socket.close();
  });

  test('a page that answers pings is left alone', async () => {
    const { page } = await openReady();
    const pings = vi.fn();
    page.socket.on('ping', pings);
    await eventually(() => expect(pings.mock.calls.length).toBeGreaterThan(3));
    expect(page.socket.readyState).toBe(page.socket.OPEN);
  });
});

test('what a program writes reaches the page byte for byte, escape sequences and markup included', async () => {
  const bytes = '\x1b]52;c;aGk=\x07<img src=x onerror=alert(1)>\x1b[31m';
  at.runner.makeOutput = async function* ({ next }) {
    yield new TextEncoder().encode(bytes);
    await next();
  };
  const { page } = await openReady();
  await eventually(() => expect(page.text).toBe(bytes));
});
