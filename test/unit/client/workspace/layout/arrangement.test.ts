import { expect, test } from 'vitest';
import {
  arrangementFor,
  freshLayout,
  isLayout,
  lookedAt,
  mended,
  shownIn,
  sideSplitOf,
  slotOf,
  splitForKey,
  splitOf,
  toggledFold,
  withSideSplit,
  withSplit,
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

test('each panel over the terminal has its height, an X-ray more of it, until the reader chooses', () => {
  const xray = lookedAt(freshLayout, 'stacked', 'facts');
  const checks = lookedAt(xray, 'stacked', 'checks');
  expect(splitOf(xray, 'stacked')).toBeGreaterThan(splitOf(checks, 'stacked'));
  const chosen = withSplit(xray, 'stacked', 0.3);
  expect(splitOf(chosen, 'stacked')).toBe(0.3);
  expect(splitOf(lookedAt(chosen, 'stacked', 'checks'), 'stacked')).toBe(splitOf(checks, 'stacked'));
});

test('an X-ray has more of the width than checks have, until the reader chooses', () => {
  const xray = lookedAt(freshLayout, 'columns', 'facts');
  const checks = lookedAt(xray, 'columns', 'checks');
  expect(sideSplitOf(xray)).toBeLessThan(sideSplitOf(checks));
  const chosen = withSideSplit(xray, 0.1);
  expect(sideSplitOf(chosen)).toBe(0.15);
  expect(sideSplitOf(lookedAt(chosen, 'columns', 'checks'))).toBe(sideSplitOf(checks));
});

test('a layout is remembered, and what is none is not', () => {
  const layout = { ...freshLayout, splits: { facts: 0.3 }, folded: ['side' as const] };
  const kept: unknown = JSON.parse(JSON.stringify(layout));
  expect(isLayout(kept) && mended(kept)).toEqual(layout);
  for (const other of ['nonsense', { ...layout, recent: ['x'] }, { ...layout, folded: 'no' }, null])
    expect(isLayout(other)).toBe(false);
  expect(mended({ ...layout, splits: { facts: 9 }, recent: ['files'] })).toEqual({
    ...layout,
    splits: { facts: 0.85 },
    recent: ['files', 'terminal', 'checks', 'facts'],
  });
});
