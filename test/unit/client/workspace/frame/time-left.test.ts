import { expect, test } from 'vitest';
import { makeTimeLeft } from '../../../../../src/client/workspace/frame/time-left.ts';

const step = { step: 'image.web', title: 'Fetch', status: 'running' as const, totalBytes: 100 };

test('the time left follows from how fast it went', () => {
  let nowMs = 0;
  const left = makeTimeLeft(() => nowMs);
  expect(left.of({ ...step, currentBytes: 0 })).toBeUndefined();
  nowMs = 10_000;
  expect(left.of({ ...step, currentBytes: 25 })).toBe('about 30 s left');
  expect(left.of({ ...step, currentBytes: 90 })).toBe('a few seconds left');
  nowMs = 100_000;
  expect(left.of({ ...step, currentBytes: 50 })).toBe('about 2 min left');
});

test('no guess is made from too little, and none of steps without sizes', () => {
  let nowMs = 0;
  const left = makeTimeLeft(() => nowMs);
  left.of({ ...step, currentBytes: 0 });
  nowMs = 500;
  expect(left.of({ ...step, currentBytes: 10 })).toBeUndefined();
  expect(left.of({ step: 'up', title: 'Up', status: 'running' })).toBeUndefined();
});
