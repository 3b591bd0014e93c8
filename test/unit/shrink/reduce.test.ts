import { describe, expect, it } from 'vitest';
import { type Passes, reduce } from '../../../src/shrink/reduce.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Passes where all of these are there; counts how often it was asked, and never answers about what did not pass yet. */
function needing(needed: readonly number[], mostRuns = Number.POSITIVE_INFINITY) {
  const asked: (readonly number[])[] = [];
  const passes: Passes<number> = async (left) => {
    if (asked.length >= mostRuns) return undefined;
    asked.push(left);
    return needed.every((each) => left.includes(each));
  };
  return { asked, passes };
}

describe('what can be left out', () => {
  it.each([
    [20, []],
    [20, [0]],
    [20, [19]],
    [7, [0, 3, 6]],
    [64, [1, 2, 40, 63]],
    [5, [0, 1, 2, 3, 4]],
    [1, [0]],
    [0, []],
  ])('of %i goes, but for %j', async (count, needed) => {
    const { passes } = needing(needed);
    expect(await reduce(numbers(count), passes)).toEqual({ left: needed, isMinimal: true });
  });

  it('takes one run where nothing is needed, and few where little is', async () => {
    const nothing = needing([]);
    await reduce(numbers(300), nothing.passes);
    expect(nothing.asked).toHaveLength(1);
    const little = needing([150]);
    await reduce(numbers(300), little.passes);
    expect(little.asked.length).toBeLessThan(20);
  });

  it('never takes more runs than a few times what there is', async () => {
    const all = needing(numbers(100));
    await reduce(numbers(100), all.passes);
    expect(all.asked.length).toBeLessThanOrEqual(2 * 100 + 10);
  });

  it.each([0, 1, 2, 5, 9, 17])(
    'has passed with what is left when it is stopped after %i',
    async (mostRuns) => {
      const needed = [3, 11, 30];
      const { passes, asked } = needing(needed, mostRuns);
      const { left, isMinimal } = await reduce(numbers(40), passes);
      expect(needed.every((each) => left.includes(each))).toBe(true);
      expect(isMinimal).toBe(false);
      expect(asked).toHaveLength(mostRuns);
    },
  );

  it('asks about ever less than what had passed', async () => {
    let passed = numbers(40);
    const passes: Passes<number> = async (left) => {
      expect(left.length).toBeLessThan(passed.length);
      expect(left.every((each) => passed.includes(each))).toBe(true);
      const isEnough = [2, 3, 39].every((each) => left.includes(each));
      if (isEnough) passed = [...left];
      return isEnough;
    };
    await reduce(numbers(40), passes);
  });

  it('ends with what passed where one of two will do', async () => {
    const either: Passes<number> = async (left) => left.includes(4) || left.includes(9);
    const { left } = await reduce(numbers(12), either);
    expect(left).toHaveLength(1);
    expect(await either(left)).toBe(true);
  });

  it('rejects with what a run rejects with', async () => {
    const gone = async () => Promise.reject(new Error('the engine is gone'));
    await expect(reduce(numbers(4), gone)).rejects.toThrow('the engine is gone');
  });
});
