import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { eachOf } from '../../../../src/lab/general/each-of.ts';

describe('a list that somebody else made', () => {
  const numbers = eachOf(z.number(), 3);

  it('is parsed element by element', () => {
    expect(numbers.parse([1, 2, 3])).toEqual([1, 2, 3]);
    expect(numbers.default([]).parse(undefined)).toEqual([]);
  });

  it('has one issue, however many of its elements are wrong', () => {
    const { error } = eachOf(z.number(), 1_000_000).safeParse(Array(100_000).fill('no'));
    expect(error?.issues.map(({ message }) => message)).toEqual([
      'element 0: Invalid input: expected number, received string',
    ]);
  });

  it('has no more elements than it may', () => {
    expect(numbers.safeParse([1, 2, 3, 4]).error?.issues.map(({ message }) => message)).toEqual([
      'more than 3 elements',
    ]);
  });
});
