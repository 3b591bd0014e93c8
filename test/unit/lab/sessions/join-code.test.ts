import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeJoinCode, parseJoinCode, showJoinCode } from '../../../../src/lab/sessions/join-code.ts';

const values = fc.array(fc.integer({ min: 0, max: 31 }), { minLength: 7, maxLength: 7 });
const codeOf = (drawn: readonly number[]) => {
  const left = [...drawn];
  return makeJoinCode(() => left.shift() ?? 0);
};

describe('a join code', () => {
  test('is read as it is shown, said and mistyped in the usual ways', () => {
    fc.assert(
      fc.property(values, (drawn) => {
        const code = codeOf(drawn);
        const shown = showJoinCode(code);
        for (const typed of [
          code,
          shown,
          shown.toLowerCase(),
          ` ${shown.replace('-', ' ')}\n`,
          shown.replace('-', '–'),
          code.replaceAll('0', 'O').replaceAll('1', 'l'),
          code.split('').join(' '),
        ])
          expect(parseJoinCode(typed)).toBe(code);
      }),
    );
  });

  test('with one wrong sign is none', () => {
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: 0, max: 7 }),
        fc.integer({ min: 0, max: 31 }),
        (drawn, place, wrong) => {
          const code = codeOf(drawn);
          const sign = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.charAt(wrong);
          fc.pre(code.charAt(place) !== sign);
          expect(parseJoinCode(code.slice(0, place) + sign + code.slice(place + 1))).toBeUndefined();
        },
      ),
    );
  });

  test('is none where it is something else, whatever that is', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (typed) => void parseJoinCode(typed)));
    for (const typed of ['', 'K7QF', 'K7QF-3M2X-1', 'UUUUUUUU', '🦭'.repeat(8), 'A'.repeat(10_000)])
      expect(parseJoinCode(typed)).toBeUndefined();
  });
});
