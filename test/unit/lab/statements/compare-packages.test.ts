import { describe, expect, it } from 'vitest';
import { comparePackages } from '../../../../src/lab/statements/compare-packages.ts';

const of = (name: string, version: string, purl = `pkg:deb/debian/${name}@${version}`) => ({
  name,
  version,
  licence: '',
  from: '',
  purl,
});
const told = (before: ReturnType<typeof of>[], after: ReturnType<typeof of>[]) =>
  comparePackages(before, after).map(({ name, change, before: old, version }) => [
    name,
    change,
    old,
    version,
  ]);

describe('case 282: two lists of packages', () => {
  it('have the same, what came, what went and what changed', () => {
    const before = [of('apt', '1'), of('bash', '5.1'), of('gone', '1')];
    const after = [of('bash', '5.2'), of('apt', '1'), of('new', '1')];
    expect(told(before, after)).toEqual([
      ['apt', 'same', '1', '1'],
      ['bash', 'changed', '5.1', '5.2'],
      ['gone', 'removed', '1', '1'],
      ['new', 'added', '', '1'],
    ]);
  });

  it('may have a package in several versions', () => {
    expect(told([of('lib', '1'), of('lib', '2')], [of('lib', '2'), of('lib', '3')])).toEqual([
      ['lib', 'same', '2', '2'],
      ['lib', 'changed', '1', '3'],
    ]);
  });

  it('keep apart what has one name and two kinds', () => {
    const go = of('title', '1', 'pkg:golang/title@1');
    expect(told([go], [of('title', '1')]).map(([, change]) => change)).toEqual(['added', 'removed']);
  });

  it('may be of one package 40,000 times', () => {
    const many = Array.from({ length: 40_000 }, (_, at) => of('lib', String(at)));
    const other = many.map(({ version }) => of('lib', `${version}.1`));
    expect(comparePackages(many, many).every(({ change }) => change === 'same')).toBe(true);
    expect(comparePackages(many, other).every(({ change }) => change === 'changed')).toBe(true);
  });

  it('are empty', () => {
    expect(comparePackages([], [])).toEqual([]);
  });
});
