import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SendPointerSchema } from '../../../../src/lab/wire/pointers.ts';

describe('a line that is sent to a learner', () => {
  test.each(['docker compose ps', "printf '%s\\n' ä 漢字", 'a'])('%s is one', (line) => {
    expect(SendPointerSchema.parse({ line: ` ${line} ` })).toEqual({ line });
  });

  test('never presses a key, and is read as it runs', () => {
    const bad = fc.constantFrom(
      '\n',
      '\r',
      '\t',
      '\x1b[A',
      '\x03',
      '\x7f',
      '\x9b',
      '\u2028',
      '\u202e',
      '\u2066',
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), bad, fc.string({ maxLength: 40 }), (before, sign, after) => {
        expect(SendPointerSchema.safeParse({ line: `x${before}${sign}${after}x` }).success).toBe(false);
      }),
    );
  });

  test.each([{}, { line: '' }, { line: '   ' }, { note: ' ' }, { line: 'x'.repeat(1_001) }])(
    '%j is none',
    (given) => {
      expect(SendPointerSchema.safeParse(given).success).toBe(false);
    },
  );
});
