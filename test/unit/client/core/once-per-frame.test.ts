import { afterEach, expect, test, vi } from 'vitest';
import { oncePerFrame } from '../../../../src/client/core/once-per-frame.ts';

afterEach(() => void vi.unstubAllGlobals());

function inPage({ hidden = false } = {}) {
  const frames: (() => void)[] = [];
  vi.stubGlobal('document', { hidden });
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => frames.push(run));
  return () => {
    for (const run of frames.splice(0)) run();
  };
}

test('works once before each picture, and again for what comes after', () => {
  const picture = inPage();
  let done = 0;
  const ask = oncePerFrame(() => done++);
  ask();
  ask();
  expect(done).toBe(0);
  picture();
  expect(done).toBe(1);
  picture();
  ask();
  picture();
  expect(done).toBe(2);
});

test('works at once in a page that is not shown', () => {
  inPage({ hidden: true });
  let done = 0;
  const ask = oncePerFrame(() => done++);
  ask();
  ask();
  expect(done).toBe(2);
});
