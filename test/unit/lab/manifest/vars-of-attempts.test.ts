/** Whether values that somebody has seen say anything of values that they have not. */
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeVars, vary } from '../../../../src/lab/manifest/vars.ts';

const sides = 8;
const specs = { seen: vary.number(0, sides - 1), hidden: vary.number(0, sides - 1), word: vary.word() };
/** As the server draws the seed of a run: of whose it is, of the attempt, of the lab. */
const valuesOf = (party: string, attempt: number, lab: 'a/b' | 'a/c' = 'a/b') =>
  makeVars(
    specs,
    lab,
    createHmac('sha256', 'secret')
      .update(['seed', party, `assignment:X-${attempt}`, lab].join('\n'))
      .digest('hex'),
  );

/**
 * Pearson's statistic of pairs against what pairs would be that have nothing to do with one another. Of 63 degrees of
 * freedom, it is above 114 once in ten thousand draws; the draws here are always the same.
 */
function dependence(pairs: readonly (readonly [number, number])[]): number {
  const expected = pairs.length / sides ** 2;
  const counts = new Map<string, number>();
  for (const pair of pairs) counts.set(pair.join(' '), (counts.get(pair.join(' ')) ?? 0) + 1);
  let sum = 0;
  for (let one = 0; one < sides; one += 1)
    for (let other = 0; other < sides; other += 1)
      sum += ((counts.get(`${one} ${other}`) ?? 0) - expected) ** 2 / expected;
  return sum;
}

const parties = Array.from({ length: 6_400 }, (_, index) => `party-${index}`);

test.each([
  ['another value of the same attempt', (party: string) => valuesOf(party, 1).hidden],
  ['the same value of the next attempt', (party: string) => valuesOf(party, 2).seen],
  ['another value of the next attempt', (party: string) => valuesOf(party, 2).hidden],
  ['the same value of another lab', (party: string) => valuesOf(party, 1, 'a/c').seen],
])('case 347: one value that was seen says nothing of %s', (_, hiddenOf) => {
  const pairs = parties.map((party) => [Number(valuesOf(party, 1).seen), Number(hiddenOf(party))] as const);
  expect(dependence(pairs)).toBeLessThan(114);
  // The measure finds what it looks for: a value that one in four gives away.
  const leaky = pairs.map(([seen, hidden], index) => [seen, index % 4 === 0 ? seen : hidden] as const);
  expect(dependence(leaky)).toBeGreaterThan(1_000);
});

test('case 347: all values of an attempt leave as many next ones as there are', () => {
  const [first] = parties.map((party) => valuesOf(party, 1));
  const same = parties.filter((party) => valuesOf(party, 1).seen === first?.seen);
  const next = new Set(same.map((party) => valuesOf(party, 2).word));
  expect(same.length).toBeGreaterThan(600);
  expect(next.size).toBeGreaterThan(same.length - 5);
});
