import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fillVars,
  keepVars,
  makeVars,
  type VarSpec,
  VarSpecSchema,
  vary,
} from '../../../../src/lab/manifest/vars.ts';

const specs = {
  word: vary.word(),
  port: vary.number(8000, 8003),
  uid: vary.uid(),
  colour: vary.pick('red', 'green', 'blue'),
};
const draw = (spec: VarSpec, count: number) =>
  Array.from({ length: count }, (_, seed) => makeVars({ it: spec }, 'a/b', String(seed)).it ?? '');

describe('makeVars', () => {
  it('gives the same values for the same seed and lab, whatever else the lab declares', () => {
    const vars = makeVars(specs, 'start/first-container', 'seed');
    expect(makeVars(specs, 'start/first-container', 'seed')).toEqual(vars);
    expect(makeVars({ uid: specs.uid }, 'start/first-container', 'seed')).toEqual({ uid: vars.uid });
    // Recorded with attempts: another generator would make others of them.
    expect(vars).toEqual({ word: 'gagi-dasi', port: '8002', uid: '51063', colour: 'blue' });
  });

  it('draws by HMAC-SHA-256 of lab, name and block, keyed by the seed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 80 }),
        fc.stringMatching(/^[a-z]{1,9}$/),
        (seed, name) => {
          const bytes = createHmac('sha256', seed).update(`a/b\n${name}\n0`).digest();
          const expected = String(Math.floor((bytes.readUInt32BE(0) / 2 ** 32) * 1_000));
          expect(makeVars({ [name]: vary.number(0, 999) }, 'a/b', seed)[name]).toBe(expected);
        },
      ),
    );
  });

  it('gives others for another seed, lab or name', () => {
    const { word } = makeVars(specs, 'a/b', 'seed');
    expect(makeVars(specs, 'a/b', 'seed2').word).not.toBe(word);
    expect(makeVars(specs, 'a/c', 'seed').word).not.toBe(word);
    expect(makeVars({ other: vary.word() }, 'a/b', 'seed').other).not.toBe(word);
  });

  it('makes words that can be spoken, and seldom the same twice', () => {
    const words = draw(vary.word(), 500);
    expect(words.every((word) => /^(?:[b-z][aeiou]){2}-(?:[b-z][aeiou]){2}$/.test(word))).toBe(true);
    expect(new Set(words).size).toBeGreaterThan(498);
  });

  it('draws every number and every pick about as often', () => {
    for (const spec of [specs.port, vary.pick('a', 'b', 'c', 'd')]) {
      const counts = Map.groupBy(draw(spec, 4_000), (value) => value);
      expect(counts.size).toBe(4);
      for (const { length } of counts.values()) {
        expect(length).toBeGreaterThan(880);
        expect(length).toBeLessThan(1_120);
      }
    }
  });

  it('keeps numbers in their range', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.nat(1e6),
        fc.string({ maxLength: 20 }),
        (min, span, seed) => {
          const value = Number(makeVars({ it: vary.number(min, min + span) }, 'a/b', seed).it);
          expect(Number.isInteger(value) && value >= min && value <= min + span).toBe(true);
        },
      ),
    );
    const uids = draw(vary.uid(), 200).map(Number);
    expect(uids.every((uid) => uid >= 10_000 && uid <= 59_999)).toBe(true);
  });

  it('refuses a pick of nothing', () => {
    expect(VarSpecSchema.safeParse(vary.pick()).success).toBe(false);
  });
});

describe('fillVars', () => {
  it('puts values in the place of their names, each time', () => {
    expect(fillVars('{{a}} and {{a}}, {{b_2}}', { a: 'x', b_2: '$&' })).toBe('x and x, $&');
  });

  it.each(['{{none}}', '{{ a }}', '{a}', '{{A}}', '{{.Names}}', '{{a', '$' + '{a}'])(
    'leaves %s as it is',
    (text) => {
      expect(fillVars(text, { a: 'x' })).toBe(text);
    },
  );

  it('fills in nothing twice', () => {
    expect(fillVars('{{a}}', { a: '{{b}}', b: 'x' })).toBe('{{b}}');
  });

  it('leaves a text without braces alone', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes('{{')),
        (text) => {
          expect(fillVars(text, { a: 'x' })).toBe(text);
        },
      ),
    );
  });
});

describe('keepVars', () => {
  it('keeps whatever the lab can have drawn', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (seed, other) => {
        const stored = makeVars(specs, 'a/b', seed);
        expect(keepVars(specs, 'a/b', other, stored)).toEqual(stored);
      }),
    );
  });

  it('draws anew what it cannot have drawn, and what is missing', () => {
    const drawn = makeVars(specs, 'a/b', 'seed');
    const evil = { word: 'x\nprivileged: true', port: '8000 ', uid: '1e4', colour: '', more: 'x' };
    expect(keepVars(specs, 'a/b', 'seed', evil)).toEqual(drawn);
    for (const port of ['7999', '8004', '08001', '8001.5', '0x1f40', 'NaN', '-8001', '8001\n'])
      expect(keepVars(specs, 'a/b', 'seed', { port })).toEqual(drawn);
    expect(keepVars(specs, 'a/b', 'seed', {})).toEqual(drawn);
    expect(keepVars(specs, 'a/b', 'seed', { colour: 'blue' })).toEqual({ ...drawn, colour: 'blue' });
  });
});
