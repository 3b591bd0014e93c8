import { expect, test } from 'vitest';
import { isStopKey, stopKeys } from '../../../../src/client/core/stop-key.ts';

const key = (more = {}) => ({
  key: 'Backspace',
  ctrlKey: true,
  shiftKey: true,
  altKey: false,
  metaKey: false,
  ...more,
});

test('the key is Ctrl+Shift+Backspace, and nothing near it', () => {
  expect(isStopKey(key())).toBe(true);
  for (const near of [
    { ctrlKey: false },
    { shiftKey: false },
    { altKey: true },
    { metaKey: true },
    { key: 'Delete' },
    { key: 'Escape' },
  ])
    expect(isStopKey(key(near))).toBe(false);
});

test('it is shown as it is written on the keyboard', () => {
  expect(stopKeys(false)).toEqual(['Ctrl', 'Shift', 'Backspace']);
  expect(stopKeys(true)).toEqual(['Ctrl', 'Shift', '⌫']);
});
