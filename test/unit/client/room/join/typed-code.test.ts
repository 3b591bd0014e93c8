import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupCode, readJoinHash } from '../../../../../src/client/room/join/typed-code.ts';
import { makeJoinCode, parseJoinCode, showJoinCode } from '../../../../../src/lab/sessions/join-code.ts';

test.each([
  ['', ''],
  ['k7q', 'K7Q'],
  ['k7qf', 'K7QF'],
  ['k7qf3', 'K7QF-3'],
  ['K7QF3M2X', 'K7QF-3M2X'],
  [' k7qf – 3m2x ', 'K7QF-3M2X'],
  ['http://192.168.1.20:4321/join/#K7QF-3M2X', 'K7QF-3M2X'],
  ['this is no code', 'this is no code'],
])('%j that is typed stands there as %j', (typed, shown) => {
  expect(groupCode(typed)).toBe(shown);
});

test('grouping changes no code, and grouping again changes nothing', () => {
  const code = fc.array(fc.nat(31), { minLength: 7, maxLength: 7 }).map((drawn) => {
    const left = [...drawn];
    return makeJoinCode(() => left.shift() ?? 0);
  });
  fc.assert(
    fc.property(code, (made) => {
      for (const typed of [made, made.toLowerCase(), showJoinCode(made)]) {
        const grouped = groupCode(typed);
        expect(parseJoinCode(grouped)).toBe(made);
        expect(groupCode(grouped)).toBe(grouped);
      }
    }),
  );
});

test.each([
  ['', {}],
  ['#', {}],
  ['#K7QF-3M2X', { code: 'K7QF-3M2X' }],
  ['#k7qf%203m2x', { code: 'K7QF-3M2X' }],
  ['#%E0%A4%A', { code: 'E0A4-A' }],
  ['#link=abc_DEF-1', { token: 'abc_DEF-1' }],
])('an address with %j has %j', (hash, found) => {
  expect(readJoinHash(hash)).toEqual(found);
});
