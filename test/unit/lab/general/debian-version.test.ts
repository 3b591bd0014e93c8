import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDebianVersions } from '../../../../src/lab/general/debian-version.ts';

describe('versions of Debian', () => {
  it.each([
    ['2.5.0-1+deb12u2', '2.5.0-1+deb12u4'],
    ['2.5.0-1+deb12u4', '2.5.0-1+deb12u10'],
    ['2.5.0-1+deb12u4', '2.9.0-1~deb13u1'],
    ['1.0~rc1-1', '1.0-1'],
    ['1.0', '1.0+b1'],
    ['1.0', '1.0a'],
    ['1.0a', '1.0+'],
    ['9.9-9', '1:0.1-1'],
    ['1.0', '1.0-1'],
    ['1.2-1', '1.2-1.1'],
    ['1.9', '1.10'],
    ['', '1'],
  ])('%s comes before %s', (older, newer) => {
    expect(compareDebianVersions(older, newer)).toBeLessThan(0);
    expect(compareDebianVersions(newer, older)).toBeGreaterThan(0);
  });

  it.each([
    ['1.0', '1.0-0'],
    ['1.01', '1.1'],
    ['0:1.0', '1.0'],
  ])('%s is %s', (one, other) => {
    expect(compareDebianVersions(one, other)).toBe(0);
  });

  const version = fc
    .tuple(
      fc.constantFrom('', '0:', '1:'),
      fc.stringMatching(/^\d[0-9a-zA-Z.+~]{0,7}$/),
      fc.stringMatching(/^(-[0-9a-z+.~]{1,5})?$/),
    )
    .map((parts) => parts.join(''));

  it('are in one order', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareDebianVersions(a, b))).toBe(-Math.sign(compareDebianVersions(b, a)) + 0);
        const [x, y, z] = [a, b, c].toSorted(compareDebianVersions);
        expect(compareDebianVersions(x ?? '', z ?? '')).toBeLessThanOrEqual(0);
        expect(compareDebianVersions(x ?? '', y ?? '')).toBeLessThanOrEqual(0);
      }),
    );
  });

  const dpkg = '/usr/bin/dpkg';
  it.skipIf(!existsSync(dpkg))('are ordered as dpkg orders them', { timeout: 60_000 }, () => {
    const says = (a: string, operator: string, b: string) => {
      try {
        execFileSync(dpkg, ['--compare-versions', a, operator, b]);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(version, version, (a, b) => {
        const order = compareDebianVersions(a, b);
        expect(says(a, order < 0 ? 'lt' : order > 0 ? 'gt' : 'eq', b)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
