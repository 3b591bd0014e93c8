import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { hearFrames } from '../../../../src/client/core/hear-frames.ts';
import { heartbeat } from '../../../../src/lab/wire/heartbeat.ts';

class FakeSocket extends EventTarget {
  /** As on a line that is dead, nobody answers the closing frame: no `close` comes of it. */
  readonly close = vi.fn();
  says(data: string | ArrayBuffer): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

let socket: FakeSocket;
let frames: unknown[];
let silences: number;
beforeEach(() => {
  vi.useFakeTimers();
  socket = new FakeSocket();
  frames = [];
  silences = 0;
  hearFrames(socket as unknown as WebSocket, {
    onFrame: (frame) => frames.push(frame),
    onSilent: () => {
      silences += 1;
    },
  });
});
afterEach(() => void vi.useRealTimers());

const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1_000);
/** How a page is that the browser, or the machine, did not let run for so long: what was due comes once, and late. */
const missTurns = (seconds: number) => {
  vi.setSystemTime(Date.now() + seconds * 1_000);
  vi.advanceTimersToNextTimer();
};

describe('a line', () => {
  test('carries frames, and keeps heartbeats to itself', () => {
    const bytes = new ArrayBuffer(3);
    for (const data of ['{"type":"status"}', heartbeat, bytes, `"${heartbeat}"`]) socket.says(data);
    expect(frames).toEqual(['{"type":"status"}', bytes, `"${heartbeat}"`]);
  });

  test('is dead when two heartbeats did not come, which is said once, whether or not a close follows', () => {
    socket.dispatchEvent(new Event('open'));
    pass(34.9);
    expect([silences, socket.close.mock.calls.length]).toEqual([0, 0]);
    pass(0.1);
    expect([silences, socket.close.mock.calls.length]).toEqual([1, 1]);
    pass(600);
    expect([silences, socket.close.mock.calls.length]).toEqual([1, 1]);
    // What the other side sent before, and the browser still had.
    socket.says('{"type":"status"}');
    expect(frames).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([
    ['a heartbeat', () => socket.says(heartbeat)],
    ['an event', () => socket.says('{"type":"status"}')],
    ['output', () => socket.says(new ArrayBuffer(1))],
    ['that it is open', () => socket.dispatchEvent(new Event('open'))],
  ])('lives on with %s', (_, hear) => {
    for (let turn = 0; turn < 10; turn += 1) {
      pass(30);
      hear();
    }
    expect(silences).toBe(0);
    pass(35);
    expect(silences).toBe(1);
  });

  test('is not taken for dead by a page that could not hear: its turns are counted, not the time', () => {
    missTurns(8 * 3_600);
    expect(silences).toBe(0);
    // Turns once a minute, as of a page in the background, whose messages come all the same.
    for (let minute = 0; minute < 60; minute += 1) {
      missTurns(60);
      socket.says(heartbeat);
    }
    expect(silences).toBe(0);
    // Awake again, with a line that is dead.
    pass(35);
    expect(silences).toBe(1);
  });

  test('that was closed is not watched', () => {
    socket.dispatchEvent(new Event('close'));
    expect(vi.getTimerCount()).toBe(0);
  });
});
