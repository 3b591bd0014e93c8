import { expect, it } from 'vitest';
import { readParts } from '../../../src/site/xray-parts.ts';

it('reads the parts that an author names, in their order', () => {
  expect(readParts('may who', 'here')).toEqual({ parts: ['may', 'who'], rails: false });
  expect(readParts('reaches shares', 'here')).toEqual({ parts: ['reaches'], rails: true });
  expect(readParts(undefined, 'here')).toEqual({ parts: undefined, rails: undefined });
});

it('refuses a part that there is not, and says which there are', () => {
  expect(() => readParts('who what', 'content/x.mdx:3')).toThrow(/content\/x\.mdx:3: .*"what".* who, may/);
});
