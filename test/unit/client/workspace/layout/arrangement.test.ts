import { expect, test } from 'vitest';
import {
  arrangementFor,
  freshLayout,
  lookedAt,
  parseLayout,
  shownIn,
  slotOf,
  splitForKey,
  toggledFold,
} from '../../../../../src/client/workspace/layout/arrangement.ts';

test('narrow shows one panel at a time, wide puts checks beside', () => {
  expect(arrangementFor(360, 700, 16)).toBe('single');
  expect(arrangementFor(800, 900, 16)).toBe('stacked');
  expect(arrangementFor(1300, 900, 16)).toBe('columns');
  expect(slotOf('columns', 'checks')).toBe('side');
});

test('a slot shows what was looked at last, in every arrangement', () => {
  const layout = lookedAt(freshLayout, 'stacked', 'files');
  expect(shownIn(layout, 'stacked', 'upper')).toBe('files');
  expect(shownIn(layout, 'stacked', 'lower')).toBe('terminal');
  expect(shownIn(layout, 'single', 'upper')).toBe('files');
});

test('looking at a panel unfolds its place, and both rows are never folded', () => {
  const folded = toggledFold(toggledFold(freshLayout, 'upper'), 'lower');
  expect(folded.folded).toEqual(['lower']);
  expect(lookedAt(folded, 'stacked', 'terminal').folded).toEqual([]);
});

test('keys move a separator along its axis only, within its bounds', () => {
  expect(splitForKey(0.5, 'ArrowDown', false)).toBeCloseTo(0.54);
  expect(splitForKey(0.84, 'ArrowRight', true)).toBe(0.85);
  expect(splitForKey(0.5, 'ArrowLeft', false)).toBeUndefined();
});

test('a layout is remembered, and nonsense is forgotten', () => {
  const layout = { ...freshLayout, split: 0.3, folded: ['side' as const] };
  expect(parseLayout(JSON.stringify(layout))).toEqual(layout);
  expect(parseLayout('nonsense')).toEqual(freshLayout);
  expect(parseLayout('{"split":9,"recent":["x","files"],"folded":"no"}')).toEqual({
    ...freshLayout,
    split: 0.85,
    recent: ['files', 'terminal', 'checks', 'facts'],
  });
});
