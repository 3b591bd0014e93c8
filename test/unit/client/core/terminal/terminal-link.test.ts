import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  type LinkOptions,
  type LinkState,
  openTerminalLink,
} from '../../../../../src/client/core/terminal/terminal-link.ts';
import { heartbeat } from '../../../../../src/lab/wire/heartbeat.ts';

/** A browser's WebSocket that a test speaks for. */
class FakeSocket extends EventTarget {
  readonly url: string;
  readonly sent: unknown[] = [];
  binaryType = '';
  readyState = 1;
  readonly protocols: readonly string[];
  constructor(url: string, protocols: readonly string[]) {
    super();
    this.url = url;
    this.protocols = protocols;
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.readyState = 3;
  }
  says(message: object): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
  beats(): void {
    this.dispatchEvent(new MessageEvent('message', { data: heartbeat }));
  }
  prints(bytes: number): void {
    this.dispatchEvent(new MessageEvent('message', { data: new ArrayBuffer(bytes) }));
  }
  breaks(code: number): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open(more: Partial<LinkOptions> = {}) {
  const sockets: FakeSocket[] = [];
  const states: LinkState[] = [];
  const waits: { run: () => void; delayMs: number }[] = [];
  const heard: string[] = [];
  const link = openTerminalLink({
    url: 'ws://127.0.0.1/terminals/main',
    size: () => ({ columns: 90, rows: 20 }),
    key: () => 'kept',
    onState: (state) => states.push(state),
    onReady: (resumed) => heard.push(`ready ${resumed}`),
    onBytes: (_bytes, done) => done(),
    onExit: (code) => heard.push(`exit ${code}`),
    onTrouble: (error) => heard.push(error.message),
    makeSocket: (url, protocols) => {
      const socket = new FakeSocket(url, protocols);
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    later: (run, delayMs) => {
      waits.push({ run, delayMs });
      return () => void waits.splice(0);
    },
    ...more,
  });
  const socket = () => {
    const last = sockets.at(-1);
    if (last === undefined) throw new Error('no socket');
    return last;
  };
  return { link, socket, sockets, states, waits, heard };
}

test('says once that the lab is asked to start', () => {
  const { link, socket, sockets } = open({ awaitsStart: true });
  expect(socket().url).toBe('ws://127.0.0.1/terminals/main?columns=90&rows=20&starting');
  socket().breaks(1006);
  link.retry();
  expect(sockets).toHaveLength(2);
  expect(socket().url).toBe('ws://127.0.0.1/terminals/main?columns=90&rows=20');
});

test('opens in the size of the panel and types in pieces', () => {
  const { link, socket, states } = open();
  expect(socket().url).toBe('ws://127.0.0.1/terminals/main?columns=90&rows=20');
  expect(socket().protocols).toEqual(['drydock.terminal', 'drydock.sign-in.kept']);
  socket().says({ type: 'ready', resumed: false });
  link.type('x'.repeat(20_000));
  expect(states).toEqual(['connecting', 'open']);
  expect(socket().sent.slice(1)).toEqual([
    { type: 'input', data: 'x'.repeat(8_000) },
    { type: 'input', data: 'x'.repeat(8_000) },
    { type: 'input', data: 'x'.repeat(4_000) },
  ]);
});

test('tells the server what was drawn', () => {
  const { socket } = open();
  socket().says({ type: 'ready', resumed: false });
  socket().prints(30_000);
  socket().prints(30_000);
  expect(socket().sent.at(-1)).toEqual({ type: 'ack', bytes: 60_000 });
});

test('a line that breaks is taken up again, ever less often, and reports the same shell', () => {
  const { socket, sockets, states, waits, heard } = open();
  socket().says({ type: 'ready', resumed: false });
  socket().breaks(1006);
  expect(states.at(-1)).toBe('lost');
  waits.shift()?.run();
  socket().breaks(1012);
  expect(waits[0]?.delayMs).toBeGreaterThan(700);
  waits.shift()?.run();
  socket().says({ type: 'ready', resumed: true });
  expect(states.at(-1)).toBe('open');
  expect(heard).toEqual(['ready false', 'ready true']);
  expect(sockets).toHaveLength(3);
});

test('a line that is dead is said to be lost before the browser knows of it, and another is opened', () => {
  const { link, socket, sockets, states, waits, heard } = open();
  socket().says({ type: 'ready', resumed: false });
  vi.advanceTimersByTime(30_000);
  socket().beats();
  vi.advanceTimersByTime(34_000);
  expect(states).toEqual(['connecting', 'open']);
  vi.advanceTimersByTime(1_000);
  expect(states.at(-1)).toBe('lost');
  const dead = socket();
  expect(dead.readyState).toBe(3);
  link.type('into the void');
  expect(dead.sent).toEqual([{ type: 'resize', columns: 90, rows: 20 }]);
  waits.shift()?.run();
  socket().says({ type: 'ready', resumed: true });
  // What the browser says of the old one in the end.
  dead.says({ type: 'exit', code: 1 });
  dead.breaks(1006);
  expect(states.slice(2)).toEqual(['lost', 'connecting', 'open']);
  expect(heard).toEqual(['ready false', 'ready true']);
  expect(sockets).toHaveLength(2);
});

test('a shell that ended stays so where the line dies before it is closed', () => {
  const { socket, sockets, states, waits } = open();
  socket().says({ type: 'ready', resumed: false });
  socket().says({ type: 'exit', code: 0 });
  vi.advanceTimersByTime(60_000);
  expect(states.at(-1)).toBe('exited');
  expect(waits).toEqual([]);
  expect(sockets).toHaveLength(1);
});

test('a shell that may not be opened is not asked for again by itself', () => {
  const { link, socket, states, waits, heard, sockets } = open();
  socket().says({
    type: 'error',
    error: { code: 'not-started', title: '', message: 'The lab is not started.' },
  });
  socket().breaks(1008);
  expect(states.at(-1)).toBe('refused');
  expect(waits).toEqual([]);
  expect(heard).toEqual(['The lab is not started.']);
  link.retry();
  expect(sockets).toHaveLength(2);
});

test('an engine that is away is waited for', () => {
  const { socket, states, waits } = open();
  socket().says({ type: 'error', error: { code: 'engine-lost', title: '', message: 'The engine is away.' } });
  socket().breaks(1013);
  expect(states.at(-1)).toBe('lost');
  expect(waits).toHaveLength(1);
});

test('a shell that ended stays ended until a new one is asked for', () => {
  const { link, socket, sockets, states, waits, heard } = open();
  socket().says({ type: 'ready', resumed: false });
  socket().says({ type: 'exit', code: 3 });
  socket().breaks(1000);
  expect(states.at(-1)).toBe('exited');
  expect(waits).toEqual([]);
  expect(heard).toContain('exit 3');
  link.retry();
  expect(sockets).toHaveLength(2);
});

test('a line let go of says no more', () => {
  const { link, socket, states } = open();
  socket().says({ type: 'ready', resumed: false });
  const held = socket();
  link[Symbol.dispose]();
  held.says({ type: 'exit', code: 0 });
  held.breaks(1000);
  expect(states).toEqual(['connecting', 'open']);
});
