import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeSeal } from '../../../../src/server/lti/seal.ts';

const [own, other] = [makeSeal(randomBytes(32)), makeSeal(randomBytes(32))];

test('what was closed opens as it was, and in an address as it stands', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const sealed = own.close(text);
      expect(own.open(sealed)).toBe(text);
      expect(encodeURIComponent(sealed)).toBe(sealed);
    }),
  );
});

test('what somebody else made, or changed, does not open', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), fc.base64String(), (text, at, change) => {
      const sealed = own.close(text);
      expect(other.open(sealed)).toBeUndefined();
      expect(own.open(change)).toBeUndefined();
      const place = at % sealed.indexOf('.') || 0;
      const sign = sealed.charAt(place) === 'A' ? 'B' : 'A';
      if (sealed.indexOf('.') > 0)
        expect(own.open(sealed.slice(0, place) + sign + sealed.slice(place + 1))).toBeUndefined();
      expect(own.open(`${sealed}.`)).toBeUndefined();
    }),
  );
});
