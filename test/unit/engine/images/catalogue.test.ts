import { describe, expect, it } from 'vitest';
import { getImage, loadCatalogue, parseCatalogue } from '../../../../src/engine/images/catalogue.ts';
import { DrydockError } from '../../../../src/lab/errors.ts';

const spec = {
  reference: 'alpine:3.22',
  title: 'Alpine',
  purpose: 'lab',
  platforms: ['amd64'],
  rank: 10,
  megabytes: 2,
  likeness: { kind: 'stand-in', because: 'no apk' },
  recipe: { kind: 'dockerfile', bases: {} },
};

function failure(specs: Readonly<Record<string, unknown>>): DrydockError {
  try {
    parseCatalogue(specs, '/images');
  } catch (error) {
    if (error instanceof DrydockError) return error;
    throw error;
  }
  throw new Error('the catalogue was accepted');
}

describe('the catalogue of this repository', async () => {
  const catalogue = await loadCatalogue(new URL('../../../../labs/images', import.meta.url).pathname);

  it('brings what the first lab needs first, and each base before what stands on it', () => {
    const ids = catalogue.images.map(({ id }) => id);
    expect(ids.slice(0, 3)).toEqual(['debian', 'workbench', 'alpine']);
    for (const image of catalogue.images) {
      for (const base of image.bases) expect(ids.indexOf(base), image.id).toBeLessThan(ids.indexOf(image.id));
    }
  });

  it('says of Alpine’s that it is a stand-in, and why', () => {
    expect(getImage(catalogue, 'alpine:3.22').likeness).toEqual({
      kind: 'stand-in',
      because: expect.stringContaining('no apk'),
    });
  });

  it('finds images by id and by reference, and suggests the nearest name', () => {
    expect(getImage(catalogue, 'postgres').reference).toBe('postgres:17');
    expect(() => getImage(catalogue, 'alpine:3.21')).toThrow(
      expect.objectContaining({ code: 'not-found', fix: 'Did you mean “alpine:3.22”?' }),
    );
  });
});

it('a registry with a port is part of a reference', () => {
  const local = { ...spec, reference: '127.0.0.1:5000/tools/alpine:3.22' };
  expect(parseCatalogue({ local }, '/images').images[0]?.reference).toBe(local.reference);
});

describe('a wrong catalogue', () => {
  it.each([
    [
      'an unknown field',
      { ...spec, megabyte: 2 },
      'has an unknown field “megabyte”',
      'Did you mean “megabytes”?',
    ],
    ['a field of the wrong kind', { ...spec, rank: 'first' }, /^rank of \/images\/x\/image\.ts is wrong: /],
    [
      'a reference without a tag',
      { ...spec, reference: 'alpine' },
      'must be a name with a tag, like alpine:3.22',
    ],
    ['a field deep inside', { ...spec, likeness: { kind: 'stand-in' } }, /^likeness\.because of /],
    ['no export', undefined, 'The default export of /images/x/image.ts is wrong'],
  ])('with %s names file and field', (_name, input, message, fix = undefined) => {
    const error = failure({ x: input });
    expect(error.code).toBe('bad-manifest');
    expect(error.place?.file).toBe('/images/x/image.ts');
    expect(error.message).toMatch(message);
    if (fix !== undefined) expect(error.fix).toBe(fix);
  });

  it('with a base that is not there suggests the nearest', () => {
    const error = failure({
      debian: spec,
      x: { ...spec, reference: 'x:1', recipe: { kind: 'dockerfile', bases: { BASE: 'debain' } } },
    });
    expect(error.message).toBe('The recipe of x stands on “debain”, which is no image of the catalogue.');
    expect(error.fix).toBe('Did you mean “debian”?');
  });

  it('with two images of one name, or images that stand on each other, is refused', () => {
    expect(failure({ a: spec, b: spec }).message).toBe('The images a and b are both called alpine:3.22.');
    const on = (base: string, reference: string) => ({
      ...spec,
      reference,
      recipe: { kind: 'dockerfile', bases: { BASE: base } },
    });
    expect(failure({ a: on('b', 'a:1'), b: on('a', 'b:1') }).message).toBe(
      'Images are built from each other in a circle: a → b → a.',
    );
  });
});
