import { globSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Check, CheckSchema } from '../../../src/lab/checks/check.ts';
import { parseLabId } from '../../../src/lab/lab-id.ts';
import { parseManifest } from '../../../src/lab/manifest/parse-manifest.ts';
import { makeVars } from '../../../src/lab/manifest/vars.ts';
import { titlePieces } from '../../../src/site/check-title.ts';

const check = (expected: object, more: object = {}): Check =>
  CheckSchema.parse({
    service: 'web',
    processes: 'init',
    expect: expected,
    points: 1,
    mode: 'level',
    acceptDeclared: false,
    ...more,
  });
const memory = { kind: 'limit', resource: 'memory', atMost: '{{size}} MiB' };

it('has a value where the title says that it is yours', () => {
  expect(titlePieces(check(memory), { size: '75' })).toEqual([
    { text: 'web: may use at most ' },
    { text: '75', name: 'size' },
    { text: ' MiB' },
  ]);
});

it('leaves a title that an author wrote, and one without values', () => {
  const own = 'web: still serves your size';
  expect(titlePieces(check(memory, { title: own }), { size: '75' })).toEqual([{ text: own }]);
  expect(titlePieces(check({ ...memory, atMost: 1_048_576 }), { size: '75' })).toEqual([
    { text: 'web: may use at most 1 MiB' },
  ]);
});

it('tells values apart whose names begin alike', () => {
  const pieces = titlePieces(check({ ...memory, atMost: '{{size_of_mail}} MiB' }), {
    size: '1',
    size_of_mail: '2',
  });
  expect(pieces.filter(({ name }) => name !== undefined)).toEqual([{ text: '2', name: 'size_of_mail' }]);
});

it('knows the values of each lab of the book, whatever they are', async () => {
  const manifests = await Promise.all(
    globSync('labs/*/*/lab.ts').map(async (file) => {
      const { default: input }: { default: unknown } = await import(/* @vite-ignore */ `../../../${file}`);
      return parseManifest(input, { id: parseLabId(file.slice('labs/'.length, -'/lab.ts'.length)), file });
    }),
  );
  fc.assert(
    fc.property(fc.string(), (seed) => {
      for (const { id, vars, guards, checks } of manifests)
        for (const each of [...Object.values(guards), ...Object.values(checks)]) {
          const title = titlePieces(each, makeVars(vars, id, seed)).map(({ text }) => text);
          expect(title.join('')).not.toMatch(/\{\{|undefined/);
          if (each.title === undefined) expect(title.join('')).not.toMatch(/your /);
        }
    }),
    { numRuns: 20 },
  );
});
