import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FiguresSchema, groupFigures, listFigures } from '../../../src/xray/model/chart.ts';
import { imageFigures } from '../../../src/xray/model/image-figures.ts';
import { makeObserved } from '../../fixtures/observed.ts';

const figures = {
  categories: ['getpid', 'openat'],
  series: [
    { name: 'runc', values: [10, 1000] },
    { name: 'runsc', values: [100, null] },
  ],
};

describe('figures as bars', () => {
  it('are on one scale, and what was not measured has no bar', () => {
    const [getpid, openat] = groupFigures(figures, { scale: 'linear', apart: false });
    expect(getpid?.bars.map(({ label, length }) => [label, length])).toEqual([
      ['runc', 0.01],
      ['runsc', 0.1],
    ]);
    expect(openat?.bars.map(({ value, length }) => [value, length])).toEqual([
      [1000, 1],
      [undefined, 0],
    ]);
  });

  it('grow by the same length with every tenfold on a logarithmic scale', () => {
    const [getpid] = groupFigures(figures, { scale: 'log', apart: false });
    expect(getpid?.bars.map(({ length }) => length)).toEqual([0, 0.5]);
  });

  it('have a scale for each category where they cannot be compared', () => {
    const [getpid] = groupFigures(figures, { scale: 'linear', apart: true });
    expect(getpid?.bars.map(({ length }) => length)).toEqual([0.1, 1]);
  });

  it('are listed longest first, without those not measured', () => {
    const [runc, runsc] = listFigures(figures, 'linear');
    expect(runc?.bars.map(({ label }) => label)).toEqual(['openat', 'getpid']);
    expect(runsc?.bars.map(({ label }) => label)).toEqual(['getpid']);
  });

  it('are never longer than the line, whatever was measured', () => {
    const values = fc.array(fc.option(fc.double({ min: 0, max: 1e12, noNaN: true })), {
      minLength: 2,
      maxLength: 2,
    });
    const scale = fc.constantFrom('linear' as const, 'log' as const);
    fc.assert(
      fc.property(values, values, scale, fc.boolean(), (one, other, by, apart) => {
        const series = [
          { name: 'a', values: one },
          { name: 'b', values: other },
        ];
        for (const { bars } of groupFigures({ categories: ['x', 'y'], series }, { scale: by, apart }))
          for (const { length } of bars) {
            expect(length).toBeGreaterThanOrEqual(0);
            expect(length).toBeLessThanOrEqual(1 + 1e-9);
          }
      }),
    );
  });
});

it('refuses a file that says not where it was measured', () => {
  const file = { unit: 'ns', ...figures };
  expect(FiguresSchema.safeParse({ ...file, recordedOn: { kernel: 'Linux 6.12' } }).success).toBe(true);
  expect(FiguresSchema.safeParse(file).success).toBe(false);
});

it('counts what is in images, and says nothing of one that was not read', () => {
  const unread = makeObserved('other', {
    imageFacts: { source: 'unknown', reason: 'not read', cause: 'not-seen' },
  });
  const { categories, series } = imageFigures([makeObserved(), unread]);
  expect(categories).toEqual(['Size in MB', 'Files', 'Packages', 'Set-user-ID programs', 'Shells']);
  expect(series).toEqual([
    { name: 'web', values: [null, 1204, 1, 0, 0] },
    { name: 'other', values: [null, null, null, null, null] },
  ]);
});
