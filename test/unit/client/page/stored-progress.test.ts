import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isProgress, readProgress, storeProgress } from '../../../../src/client/page/stored-progress.ts';
import { type ProgressView, ProgressViewSchema } from '../../../../src/lab/wire/reading.ts';
import { makeFakeStorage } from '../../../fixtures/fake-storage.ts';

afterEach(() => vi.unstubAllGlobals());

const nothing: ProgressView = { chapters: {}, labs: {}, predictions: {}, recalls: {} };
const readAt = '2026-01-31T12:00:00Z';
const full = {
  chapters: { start: { readTo: 0.5, readAt } },
  labs: {
    'start/first': { started: true, tasksDone: ['look'], tasks: 3, completedAt: readAt },
    'start/other': { started: false, tasksDone: [], tasks: 1 },
  },
  predictions: { 'start/sets': { value: 'none', confidence: 0.7, correct: true }, 'start/x': { value: 'y' } },
  recalls: { 'start/many': { had: true, step: 1, at: readAt, dueAt: readAt } },
  last: { chapter: 'start', lab: 'start/first' },
};

describe('the form of remembered progress', () => {
  it('is that of the wire, also where anything in it is replaced or left out', () => {
    expect(isProgress(full)).toBe(true);
    expect(isProgress(nothing)).toBe(true);
    const replacement = fc.constantFrom(undefined, null, 1, 'text', 'a/b', true, [], [1], {}, { a: 1 });
    let refused = 0;
    fc.assert(
      fc.property(fc.nat(), replacement, (index, value) => {
        const changed = JSON.parse(JSON.stringify(replaceNth(full, index, value)));
        const { success } = ProgressViewSchema.safeParse(changed);
        if (!success) refused += 1;
        expect(isProgress(changed), JSON.stringify(changed)).toBe(success);
      }),
      { numRuns: 2000 },
    );
    expect(refused).toBeGreaterThan(500);
  });
});

/** Of all values inside, at whatever depth, another in place of one. */
function replaceNth(whole: unknown, index: number, value: unknown): unknown {
  let count = 0;
  const walk = (part: unknown): unknown => {
    const mine = count;
    count += 1;
    if (mine === wanted) return value;
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, walk(each)]));
  };
  let wanted = -1;
  walk(whole);
  wanted = 1 + (index % (count - 1));
  count = 0;
  return walk(whole);
}

describe('remembered progress', () => {
  const predicted = (value: string): ProgressView => ({
    ...nothing,
    predictions: { 'start/sets': { value } },
  });

  it('is kept apart by person', () => {
    vi.stubGlobal('localStorage', makeFakeStorage());
    storeProgress('ann', predicted('none'));
    expect(readProgress('ann')).toEqual(predicted('none'));
    expect(readProgress('ben')).toEqual(nothing);
    expect(readProgress(undefined)).toEqual(nothing);
  });

  it('that is nobody’s becomes that of the first who signs in, and of nobody else', () => {
    vi.stubGlobal('localStorage', makeFakeStorage());
    storeProgress(undefined, predicted('none'));
    expect(readProgress('ann')).toEqual(predicted('none'));
    expect(readProgress('ben')).toEqual(nothing);
    expect(readProgress(undefined)).toEqual(nothing);
    expect(readProgress('ann')).toEqual(predicted('none'));
  });

  it('that is nobody’s takes back nothing of what the person said and read', () => {
    vi.stubGlobal('localStorage', makeFakeStorage());
    const chapters = (start: number, runtimes: number) => ({
      start: { readTo: start, readAt },
      runtimes: { readTo: runtimes, readAt },
    });
    storeProgress('ann', { ...predicted('none'), chapters: chapters(0.8, 0.1) });
    storeProgress(undefined, { ...predicted('all'), chapters: chapters(0.2, 0.5) });
    expect(readProgress('ann')).toEqual({ ...predicted('none'), chapters: chapters(0.8, 0.5) });
  });
});
