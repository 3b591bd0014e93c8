import { expect, test } from 'vitest';
import { makeFlowWindow } from '../../../../src/server/terminal/flow-window.ts';

const marks = { pauseAtBytes: 100, resumeAtBytes: 20 };

test('closes at the high mark and opens at the low one, not in between', async () => {
  const window = makeFlowWindow(marks);
  window.sent(99);
  expect(window.open).toBe(true);
  window.sent(1);
  expect(window.open).toBe(false);
  const opened = window.whenOpen(new AbortController().signal);
  window.acknowledged(79);
  expect(window.open).toBe(false);
  window.acknowledged(1);
  await opened;
  expect(window.open).toBe(true);
});

test('does not run a debt for who acknowledges more than was sent', () => {
  const window = makeFlowWindow(marks);
  window.acknowledged(1_000_000);
  window.sent(100);
  expect(window.open).toBe(false);
});

test('waiting ends with the signal', async () => {
  const window = makeFlowWindow(marks);
  window.sent(100);
  const ending = new AbortController();
  const waiting = window.whenOpen(ending.signal);
  ending.abort(new Error('too slow'));
  await expect(waiting).rejects.toThrow('too slow');
  await expect(window.whenOpen(ending.signal)).rejects.toThrow('too slow');
});
