import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from '../../../../src/lab/general/canonical-json.ts';

it('writes the example of RFC 8785, section 3.2.2', () => {
  const value: unknown = JSON.parse(String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`);
  const members = [
    '"literals":[null,true,false]',
    '"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]',
    String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"`,
  ];
  expect(canonicalJson(value)).toBe(`{${members.join(',')}}`);
});

it('sorts members by their UTF-16 code units, as section 3.2.3 does', () => {
  const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
  const text = canonicalJson(Object.fromEntries(names.map((name) => [name, 0])));
  const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'];
  expect(text).toBe(`{${sorted.map((name) => `${JSON.stringify(name)}:0`).join(',')}}`);
});

it('is the same for equal values, and the value again', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      const again: unknown = JSON.parse(text);
      expect(JSON.stringify(again)).toBe(JSON.stringify(JSON.parse(canonicalJson(again))));
      expect(canonicalJson(again)).toBe(text);
      expect(again).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

it('leaves out what JSON has no word for', () => {
  expect(canonicalJson({ a: undefined, b: [undefined, 1] })).toBe('{"b":[null,1]}');
});
