import { expect, it } from 'vitest';
import { calibrate, surenessSteps } from '../../../../src/lab/book/sureness.ts';

it('counts what was settled, by how sure the reader was', () => {
  const [guess, likely, sure] = surenessSteps.map(({ confidence }) => confidence);
  expect(
    calibrate([
      { confidence: sure, correct: true },
      { confidence: sure, correct: false },
      { confidence: guess, correct: false },
      { confidence: likely },
      { correct: true },
    ]),
  ).toEqual([
    { words: 'a guess', right: 0, of: 1 },
    { words: 'sure', right: 1, of: 2 },
  ]);
});
