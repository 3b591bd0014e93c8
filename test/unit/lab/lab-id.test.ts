import { expect, it } from 'vitest';
import { anchorOf, chapterOf, hrefOf, isLabId, slugOf } from '../../../src/lab/lab-id.ts';

it('is a chapter and a lab of it, and nothing else', () => {
  expect(['start/first-container', 'a/0', '0/b-'].every(isLabId)).toBe(true);
  const others = ['', 'start', '/a', 'a/', 'a/b/c', '../a', 'A/b', 'a/-b', `a/${'b'.repeat(65)}`, 'a/b\n'];
  expect(others.filter(isLabId)).toEqual([]);
});

it('says where the lab stands', () => {
  expect([chapterOf('start/one'), slugOf('start/one')]).toEqual(['start', 'one']);
  expect(anchorOf('start/one')).toBe('lab-one');
  expect(hrefOf('start/one')).toBe('/start/#lab-one');
});
