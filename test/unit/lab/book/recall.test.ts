import { expect, it } from 'vitest';
import { dueRecalls, parseRecalled, recallAgain } from '../../../../src/lab/book/recall.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, n, 12));

it('asks again later and later for as long as the reader has it when it is due', () => {
  const first = recallAgain(undefined, true, day(1));
  expect(first).toMatchObject({ step: 1, dueAt: day(4).toISOString() });
  const second = recallAgain(first, true, day(4));
  expect(second).toMatchObject({ step: 2, dueAt: day(11).toISOString() });
});

it('counts no success that came too early, and begins anew after a miss at any time', () => {
  const first = recallAgain(undefined, true, day(1));
  expect(recallAgain(first, true, day(2))).toBe(first);
  expect(recallAgain(first, false, day(2))).toMatchObject({
    had: false,
    step: 0,
    dueAt: day(3).toISOString(),
  });
});

it('reads back what a store kept', () => {
  const made = recallAgain(recallAgain(undefined, true, day(1)), true, day(4));
  expect(parseRecalled({ value: String(made.step), correct: made.had, at: made.at })).toEqual(made);
});

it('says what is due', () => {
  const recalls = { a: recallAgain(undefined, true, day(1)), b: recallAgain(undefined, false, day(1)) };
  expect(dueRecalls(recalls, day(1))).toEqual([]);
  expect(dueRecalls(recalls, day(2))).toEqual(['b']);
  expect(dueRecalls(recalls, day(4))).toEqual(['a', 'b']);
});
