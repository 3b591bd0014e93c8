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

test('case 354: has one spelling: what base64url can be read from as well does not open', () => {
  const sealed = own.close('{"until":1}');
  const point = sealed.indexOf('.');
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  // The last sign of 32 bytes stands for four bits; the two others of it are dropped when it is read.
  const last = alphabet.indexOf(sealed.at(-1) ?? '');
  const respelt = [1, 2, 3].map((bits) => sealed.slice(0, -1) + alphabet.charAt(last + bits));
  for (const end of ['=', '==', '\n', ' ', '!']) respelt.push(sealed + end);
  for (const middle of ['=', '\n', ' ', '!']) {
    respelt.push(sealed.slice(0, point) + middle + sealed.slice(point));
    respelt.push(sealed.slice(0, point + 9) + middle + sealed.slice(point + 9));
  }
  respelt.push(
    sealed.slice(0, point + 1) +
      sealed
        .slice(point + 1)
        .replaceAll('-', '+')
        .replaceAll('_', '/') +
      '=',
  );
  expect(respelt.filter((each) => own.open(each) !== undefined)).toEqual([]);
});
