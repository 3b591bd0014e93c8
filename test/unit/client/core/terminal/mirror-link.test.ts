import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type MirrorState, openMirrorLink } from '../../../../../src/client/core/terminal/mirror-link.ts';
import { heartbeat } from '../../../../../src/lab/wire/heartbeat.ts';
import type { Screen } from '../../../../../src/lab/wire/mirror.ts';

/** A browser's WebSocket that a test speaks for. */
class FakeSocket extends EventTarget {
  readonly sent: string[] = [];
  readonly protocols: readonly string[];
  readyState = 1;
  constructor(protocols: readonly string[]) {
    super();
    this.protocols = protocols;
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.readyState = 3;
  }
  says(message: object): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
  breaks(code: number): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}

const screen = (text: string) => ({ type: 'screen', screen: { columns: 80, rows: 24, text } });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const sockets: FakeSocket[] = [];
  const states: MirrorState[] = [];
  const drawn: { screen: Screen; done: () => void }[] = [];
  const troubles: string[] = [];
  let due: (() => void) | undefined;
  const link = openMirrorLink({
    url: 'ws://127.0.0.1/mirror',
    key: () => 'KEY',
    onState: (state) => states.push(state),
    onScreen: (given, done) => drawn.push({ screen: given, done }),
    onTrouble: ({ code }) => troubles.push(code),
    makeSocket: (_url, protocols) => {
      const socket = new FakeSocket(protocols);
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    later: (run) => {
      due = run;
      return () => {
        due = undefined;
      };
    },
  });
  const last = () => {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new Error('nothing was connected');
    return socket;
  };
  return { link, sockets, states, drawn, troubles, last, wait: () => due?.() };
}

test('a screen is answered once it is drawn, and not before', () => {
  const { last, drawn, states } = open();
  expect(last().protocols).toEqual(['drydock.terminal', 'drydock.sign-in.KEY']);
  last().says(screen('$ '));
  expect(states).toEqual(['connecting', 'open']);
  expect(drawn.map((each) => each.screen.text)).toEqual(['$ ']);
  expect(last().sent).toEqual([]);
  drawn[0]?.done();
  expect(last().sent).toEqual(['drawn']);
});

test('a line that breaks is opened again, and what was drawn of the old one is not told to the new', () => {
  const { last, drawn, states, sockets, wait } = open();
  last().says(screen('$ '));
  last().breaks(1006);
  wait();
  expect(sockets).toHaveLength(2);
  drawn[0]?.done();
  expect(last().sent).toEqual([]);
  expect(states).toEqual(['connecting', 'open', 'lost', 'connecting']);
});

test('a line that is dead is said to be lost, and opened again; a heartbeat is no screen', () => {
  const { last, states, drawn, sockets, wait } = open();
  last().says(screen('$ '));
  vi.advanceTimersByTime(30_000);
  last().dispatchEvent(new MessageEvent('message', { data: heartbeat }));
  vi.advanceTimersByTime(30_000);
  expect(states).toEqual(['connecting', 'open']);
  expect(drawn).toHaveLength(1);
  vi.advanceTimersByTime(5_000);
  expect(states.at(-1)).toBe('lost');
  const dead = last();
  wait();
  // It would else be taken for the end of what is shown.
  dead.breaks(1000);
  expect(states.slice(2)).toEqual(['lost', 'connecting']);
  expect(sockets).toHaveLength(2);
});

test.each([
  [1000, 'ended'],
  [1008, 'refused'],
] as const)('closed with %i it is %s, and stays so', (code, state) => {
  const { last, states, sockets, wait, troubles } = open();
  last().says({ type: 'error', error: { code: 'not-found', title: 'Not found', message: 'No shell.' } });
  last().breaks(code);
  wait();
  expect(states.at(-1)).toBe(state);
  expect(sockets).toHaveLength(1);
  expect(troubles).toEqual(['not-found']);
});

test('disposed, it closes, and hears nothing more', () => {
  const { link, last, states, drawn } = open();
  link[Symbol.dispose]();
  expect(last().readyState).toBe(3);
  last().says(screen('$ '));
  last().breaks(1006);
  expect(states).toEqual(['connecting']);
  expect(drawn).toEqual([]);
});
