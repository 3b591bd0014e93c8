import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainJson, plainLine } from '../../../src/cli/plain-text.ts';

const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        '\u001b]0;title\u0007',
        '\u001b[2J',
        '\u009b31m',
        '\n::error::x',
        '::add-mask::x',
        '  ::warning file=a::x',
        '##[error]x',
        '##vso[task.setvariable]x',
        '##teamcity[x]',
        '\r',
        '\u2028',
        '\u202e',
        '\ud800',
        '\t',
        '#',
        ':',
      ),
    ),
  )
  .map((parts) => parts.join(''));

/** What a terminal, or a service that reads a log, would act upon. */
const acts = [/(?!\t)\p{Cc}/u, /^\s*::/, /##\w*\[/, /[\u2028\u2029\u202a-\u202e\u2066-\u2069]/];

describe('a line', () => {
  test('says nothing to a terminal or a log, whatever it was made of', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const line = plainLine(text);
        for (const pattern of acts) expect(line).not.toMatch(pattern);
        expect(line.isWellFormed()).toBe(true);
        expect(plainLine(line)).toBe(line);
      }),
    );
  });

  test.each([
    ['web: runs as root', 'web: runs as root'],
    ['✗ fähig: größer → 中文 👩‍🚀', '✗ fähig: größer → 中文 👩‍🚀'],
    ['a\tb', 'a\tb'],
    ['key: value :: more', 'key: value :: more'],
    ['# a title, ## another', '# a title, ## another'],
    ['C:\\path', 'C:\\path'],
    ['a\u001b]0;x\u0007b', 'a\\x1b]0;x\\x07b'],
    ['a\n::error::b', 'a\\n::error::b'],
    ['::error::b', '\\::error::b'],
    ['  ::error::b', '  \\::error::b'],
    ['x ##[error]b', 'x #\\#[error]b'],
    ['a\u202eb', 'a\\u{202e}b'],
  ])('%j is %j', (text, line) => {
    expect(plainLine(text)).toBe(line);
  });
});

describe('JSON', () => {
  test('means what it meant, and says nothing either', () => {
    fc.assert(
      fc.property(fc.jsonValue(), hostile, hostile, (value, key, text) => {
        const whole = { value, [`k${key}`]: text, list: [text] };
        for (const indent of [undefined, 2]) {
          const json = plainJson(JSON.stringify(whole, null, indent));
          expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(whole)));
          for (const line of json.split('\n')) for (const pattern of acts) expect(line).not.toMatch(pattern);
        }
      }),
    );
  });
});
