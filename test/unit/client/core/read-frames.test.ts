import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readFrames } from '../../../../src/client/core/read-frames.ts';
import { heartbeat } from '../../../../src/lab/wire/heartbeat.ts';

class FakeSocket extends EventTarget {
  readonly close = vi.fn();
  says(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const socket = new FakeSocket();
  const ending = new AbortController();
  const read: string[] = [];
  const frames = readFrames(socket as unknown as WebSocket, ending.signal, () => read.push('open'));
  const over = (async () => {
    for await (const frame of frames) read.push(frame);
    read.push('over');
  })();
  return { socket, ending, read, over };
}

test('gives frames of text in order, without heartbeats and what is no text', async () => {
  const { socket, read, over } = open();
  socket.dispatchEvent(new Event('open'));
  for (const data of ['{"a":1}', heartbeat, new ArrayBuffer(2), '{"a":2}']) socket.says(data);
  socket.dispatchEvent(new Event('close'));
  await over;
  expect(read).toEqual(['open', '{"a":1}', '{"a":2}', 'over']);
});

test('ends on a line that is dead, though no close comes', async () => {
  const { socket, read, over } = open();
  socket.dispatchEvent(new Event('open'));
  socket.says('{"a":1}');
  await vi.advanceTimersByTimeAsync(30_000);
  socket.says(heartbeat);
  await vi.advanceTimersByTimeAsync(34_000);
  expect(read).toEqual(['open', '{"a":1}']);
  await vi.advanceTimersByTimeAsync(1_000);
  await over;
  expect(read.at(-1)).toBe('over');
  expect(socket.close).toHaveBeenCalled();
});

test('ends when it is aborted, and closes', async () => {
  const { socket, ending, read, over } = open();
  ending.abort();
  await over;
  expect(read).toEqual(['over']);
  expect(socket.close).toHaveBeenCalled();
});
