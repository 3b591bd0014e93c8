import { describe, expect, test } from 'vitest';
import { countLabsAtATime } from '../../../../src/runner/verify/prove-labs.ts';

const gib = 1024 ** 3;

describe('labs that are proven side by side', () => {
  test.each([
    { processors: 2, memory: 24 * gib, labs: 3, what: 'one more than there are processors' },
    { processors: 16, memory: 16 * gib, labs: 5, what: 'no more than memory carries' },
    { processors: 1, memory: 4 * gib, labs: 2, what: 'two at least, since a lab waits as well' },
  ])('$labs with $processors processors: $what', ({ processors, memory, labs }) => {
    expect(countLabsAtATime(processors, memory)).toBe(labs);
  });
});
