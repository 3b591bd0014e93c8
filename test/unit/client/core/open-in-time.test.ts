import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openInTime } from '../../../../src/client/core/open-in-time.ts';

class FakeSocket extends EventTarget {
  readonly close = vi.fn();
}

const open = () => {
  const socket = new FakeSocket();
  openInTime(socket as unknown as WebSocket);
  return socket;
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a handshake that never ends is given up', () => {
  const socket = open();
  vi.advanceTimersByTime(14_999);
  expect(socket.close).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(socket.close).toHaveBeenCalledOnce();
});

test('what is open, or closed already, is left alone', () => {
  for (const come of ['open', 'close']) {
    const socket = open();
    socket.dispatchEvent(new Event(come));
    vi.advanceTimersByTime(60_000);
    expect(socket.close).not.toHaveBeenCalled();
  }
});
