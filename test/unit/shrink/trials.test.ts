import { expect, it } from 'vitest';
import { reduce } from '../../../src/shrink/reduce.ts';
import { Trials } from '../../../src/shrink/trials.ts';

const all = ['a', 'b', 'c', 'd', 'e', 'f'];
const planOf = (left: readonly string[]) => ({ kept: new Set(left), paths: [], profile: undefined });

function trialsOf(needed: readonly string[], mostRuns: number) {
  const told: string[] = [];
  const trials = new Trials({
    mostRuns,
    run: async ({ kept }) => {
      const missing = needed.filter((each) => !kept.has(each));
      const passed = missing.length === 0;
      return { passed, told: passed ? 'healthy' : `lacks ${missing.join(' ')}`, durationMs: 1, changed: [] };
    },
    onRun: ({ number, tried }) => told.push(`${number} ${tried}`),
  });
  return { trials, told };
}

it('remembers what was seen without each that stays', async () => {
  const { trials, told } = trialsOf(['b', 'e'], 100);
  const { left } = await reduce(all, trials.passes('powers', all, planOf));
  expect(left).toEqual(['b', 'e']);
  expect([trials.without('b'), trials.without('e'), trials.without('a')]).toEqual([
    'lacks b',
    'lacks e',
    undefined,
  ]);
  expect(told[0]).toBe('1 powers, 0 of 6 left');
  expect(told).toHaveLength(trials.runs);
});

it('knows what was seen without the only one that stays, which was tried with all others away', async () => {
  const { trials } = trialsOf(['b'], 100);
  const two = ['a', 'b'];
  expect((await reduce(two, trials.passes('paths', two, planOf))).left).toEqual(['b']);
  expect(trials.without('b')).toBe('lacks b');
  expect(trials.runs).toBe(2);
});

it('runs no plan twice, and no more than it may', async () => {
  const { trials } = trialsOf(['b'], 100);
  const passes = trials.passes('powers', all, planOf);
  await passes(['a', 'b']);
  await passes(['b', 'a']);
  expect(trials.runs).toBe(1);
  const few = trialsOf(['b', 'e'], 3);
  const { left, isMinimal } = await reduce(all, few.trials.passes('powers', all, planOf));
  expect(few.trials.runs).toBe(3);
  expect(isMinimal).toBe(false);
  expect(left).toEqual(expect.arrayContaining(['b', 'e']));
});

it('confirms whatever was run before and is left', async () => {
  const { trials } = trialsOf([], 0);
  expect((await trials.confirm(planOf([]), 'the answer')).passed).toBe(true);
  expect(trials.runs).toBe(1);
});
