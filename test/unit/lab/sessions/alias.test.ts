import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aliasFor, parseName } from '../../../../src/lab/sessions/alias.ts';

describe('a name', () => {
  test.each([
    ['  Anna   Maria ', 'Anna Maria'],
    ['Žofie', 'Žofie'],
    ['Zˇofie'.normalize('NFD'), 'Zˇofie'],
    ['李小龍', '李小龍'],
    ['👩‍👩‍👧‍👧'.repeat(40), undefined],
    ['a'.repeat(40), 'a'.repeat(40)],
  ])('%s is kept as %s', (typed, name) => {
    const parsed = parseName(typed);
    expect('name' in parsed ? parsed.name : undefined).toBe(name);
  });

  test.each([
    ['', 'empty'],
    [' \u00a0 ', 'empty'],
    ['\u2800', 'empty'],
    ['\u200b', 'unprintable'],
    ['An\u00adna', 'unprintable'],
    ['\u3164', 'unprintable'],
    ['a'.repeat(41), 'too-long'],
    ['a'.repeat(10_000), 'too-long'],
    ['An\u0007na', 'unprintable'],
    ['Anna\u202e', 'unprintable'],
    ['\u2066Anna', 'unprintable'],
    ['\ud800', 'unprintable'],
  ])('%j is none: %s', (typed, fault) => {
    expect(parseName(typed)).toEqual({ fault });
  });

  test('that is kept is kept the same again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (typed) => {
        const parsed = parseName(typed);
        if ('name' in parsed) expect(parseName(parsed.name)).toEqual(parsed);
      }),
    );
  });
});

test('two people of one name are told apart, also where the names only look alike', () => {
  expect(aliasFor('Anna', [])).toBe('Anna');
  expect(aliasFor('Anna', ['Anna'])).toBe('Anna 2');
  expect(aliasFor('anna', ['Anna', 'Anna 2'])).toBe('anna 3');
  expect(aliasFor('Ａnna', ['Anna'])).toBe('Ａnna 2');
  expect(aliasFor('An\u200dna', ['Anna'])).toBe('An\u200dna 2');
});
