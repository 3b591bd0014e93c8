import { expect, it } from 'vitest';
import { partOf } from '../../../src/site/matrix/matrix.ts';

it('says what a line is to an attack by what came without it, and with it alone', () => {
  const lines = [
    { id: 'networks', title: 'networks', opened: ['database'], stopped: [] },
    { id: 'user', title: 'user', opened: ['page'], stopped: ['escape'] },
  ];
  const pairs = [
    { lines: ['internal', 'loopback'], opened: ['database'] },
    { lines: ['user', 'socket'], opened: ['page', 'escape'] },
  ];
  const of = (opened: string[], stopped: string[], id = 'user', attack = 'page') =>
    partOf({ id, title: id, opened, stopped }, attack, { lines, pairs });
  expect(of(['page'], ['page'])).toBe('all');
  expect(of(['page'], [])).toBe('needed');
  expect(of([], ['page'])).toBe('alone');
  expect(of([], [])).toBe('none');
  expect(of(['memory'], ['escape'])).toBe('none');
  expect(of([], [], 'loopback', 'database')).toBe('either');
  expect(of([], ['database'], 'loopback', 'database')).toBe('alone');
  expect(of([], [], 'loopback', 'page')).toBe('none');
  expect(of([], [], 'user', 'database')).toBe('none');
  expect(of([], ['escape'], 'socket', 'page')).toBe('none');
});
