import { expect, test } from 'vitest';
import { meaningOf } from '../../../../../src/client/core/terminal/keys.ts';

function press(key: string, with_: string = '') {
  return {
    type: 'keydown',
    key,
    code: '',
    ctrlKey: with_.includes('ctrl'),
    shiftKey: with_.includes('shift'),
    altKey: with_.includes('alt'),
    metaKey: with_.includes('meta'),
  };
}

test.each([
  ['c', 'ctrl', true, 'copy'],
  ['c', 'ctrl', false, 'shell'],
  ['v', 'ctrl', false, 'native'],
  ['V', 'ctrl shift', false, 'native'],
  ['f', 'ctrl', false, 'shell'],
  ['F', 'ctrl shift', false, 'search'],
  ['Escape', '', false, 'shell'],
  ['Escape', 'ctrl shift', false, 'leave'],
  ['a', '', true, 'shell'],
] as const)('on a PC %s with %s, selected %s, means %s', (key, with_, selected, meaning) => {
  expect(meaningOf(press(key, with_), selected, false)).toBe(meaning);
});

test('on a Mac Ctrl+C always interrupts, and Cmd is the browser’s', () => {
  expect(meaningOf(press('c', 'ctrl'), true, true)).toBe('shell');
  expect(meaningOf(press('v', 'ctrl'), false, true)).toBe('shell');
  expect(meaningOf(press('c', 'meta'), true, true)).toBe('native');
});

test('where Windows keeps Ctrl+Shift+Escape, the key left of 1 leaves', () => {
  expect(meaningOf({ ...press('^', 'ctrl shift'), code: 'Backquote' }, false, false)).toBe('leave');
});
