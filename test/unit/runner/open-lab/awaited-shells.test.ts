import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { AwaitedShells, untilText } from '../../../../src/runner/open-lab/awaited-shells.ts';

afterEach(() => void vi.useRealTimers());

const never = new AbortController().signal;

test('are waited for until each is there, and nobody is where none is awaited', async () => {
  const shells = new AwaitedShells();
  await shells.settled(never);
  const [one, other] = [shells.add(), shells.add()];
  let isSettled = false;
  const settled = shells.settled(never).then(() => {
    isSettled = true;
  });
  one.end();
  await turn();
  expect(isSettled).toBe(false);
  other.end();
  other.end();
  await settled;
  await shells.settled(never);
});

test('hold up a start for a moment at the most, and leave no timer', async () => {
  vi.useFakeTimers();
  const shells = new AwaitedShells();
  shells.add();
  const settled = shells.settled(never);
  await vi.advanceTimersByTimeAsync(300);
  await settled;
  const there = shells.add();
  there.end();
  expect(vi.getTimerCount()).toBe(0);
});

test('do not hold up a start that is cancelled', async () => {
  const shells = new AwaitedShells();
  shells.add();
  const ending = new AbortController();
  const settled = shells.settled(ending.signal);
  ending.abort(new Error('cancelled'));
  await expect(settled).rejects.toThrow();
});

test('are there with the first text, not with what clears a screen', async () => {
  const said: string[] = [];
  const told: number[] = [];
  async function* output() {
    for (const text of ['\r\n', '\x1b[H\x1b[2J\x1b[?25h', '\x1b[36m~\x1b(B\x1b[m$ ', 'more'])
      yield new TextEncoder().encode(text);
  }
  for await (const chunk of untilText(output(), () => told.push(said.length)))
    said.push(new TextDecoder().decode(chunk));
  expect(said).toEqual(['\r\n', '\x1b[H\x1b[2J\x1b[?25h', '\x1b[36m~\x1b(B\x1b[m$ ', 'more']);
  expect(told).toEqual([3]);
});
