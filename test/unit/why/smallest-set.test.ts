import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSmallestSet } from '../../../src/why/smallest-set.ts';

const all = Array.from({ length: 48 }, (_, index) => index);
/** Succeeds with any one of these sets. */
const withAny = (sets: readonly (readonly number[])[]) => async (given: readonly number[]) =>
  sets.some((set) => set.every((each) => given.includes(each)));

describe('the smallest set', () => {
  it('is what is needed, and nothing else, whatever else there is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(all, { minLength: 1, maxLength: 5 }), async (needed) => {
        expect(await findSmallestSet(all, withAny([needed]))).toEqual(needed);
      }),
    );
  });

  it('of several ways is one of them, and that of the earlier ones where each is alone', async () => {
    const some = fc.subarray(all, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(some, { minLength: 1, maxLength: 4 }), async (ways) => {
        const found = (await findSmallestSet(all, withAny(ways))) ?? [];
        expect(await withAny(ways)(found)).toBe(true);
        for (const one of found)
          expect(await withAny(ways)(found.filter((each) => each !== one))).toBe(false);
      }),
    );
    expect(await findSmallestSet(all, withAny([[40], [7], [12]]))).toEqual([7]);
  });

  it('is empty where nothing is needed, and there is none where all is not enough', async () => {
    expect(await findSmallestSet(all, async () => true)).toEqual([]);
    expect(await findSmallestSet(all, async () => false)).toBeUndefined();
    expect(await findSmallestSet([], async () => false)).toBeUndefined();
  });

  it('is found with few questions: of 48, one with at most fourteen', async () => {
    for (const needed of all) {
      let asked = 0;
      await findSmallestSet(all, async (given) => {
        asked++;
        return given.includes(needed);
      });
      expect(asked).toBeLessThanOrEqual(14);
    }
  });
});
