import { describe, expect, it } from 'vitest';
import type { RecipeFile } from '../../../../src/engine/images/recipe-hash.ts';
import { hashRecipe } from '../../../../src/engine/images/recipe-hash.ts';

const image = {
  reference: 'alpine:3.22',
  likeness: { kind: 'stand-in', because: 'no apk' },
  recipe: { kind: 'dockerfile', bases: { BASE: 'debian' } },
} as const;
const file = (path: string, text: string, executable = false): RecipeFile => ({
  path,
  executable,
  content: Buffer.from(text),
});
const files = [file('Dockerfile', 'FROM scratch'), file('build', 'make', true)];
const hash = hashRecipe(image, files, ['base']);

describe('the hash of a recipe', () => {
  it('does not depend on the order in which files are read', () => {
    expect(hashRecipe(image, [...files].reverse(), ['base'])).toBe(hash);
  });

  it.each([
    [
      'a file’s content',
      () => hashRecipe(image, [file('Dockerfile', 'FROM debian'), file('build', 'make', true)], ['base']),
    ],
    [
      'a file’s name',
      () => hashRecipe(image, [file('Containerfile', 'FROM scratch'), file('build', 'make', true)], ['base']),
    ],
    [
      'a file’s permission to run',
      () => hashRecipe(image, [file('Dockerfile', 'FROM scratch'), file('build', 'make')], ['base']),
    ],
    [
      'the end of one file that moves to the start of the next',
      () => hashRecipe(image, [file('Dockerfile', 'FROM scratc'), file('build', 'hmake', true)], ['base']),
    ],
    ['its base', () => hashRecipe(image, files, ['another'])],
    [
      'the reason of a stand-in',
      () => hashRecipe({ ...image, likeness: { kind: 'stand-in', because: 'x' } }, files, ['base']),
    ],
    [
      'the recipe',
      () => hashRecipe({ ...image, recipe: { ...image.recipe, target: 'seat' } }, files, ['base']),
    ],
  ])('changes with %s', (_name, changed) => {
    expect(changed()).not.toBe(hash);
  });
});
