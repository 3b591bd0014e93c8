import { expect, it } from 'vitest';
import { linkStylesAhead } from '../../../src/site/integrations/styles-ahead.ts';

const sheet = (name: string) => `<link rel="stylesheet" href="/_astro/${name}.css">`;

it('links in the head, behind its own, each sheet that the body links, once', () => {
  const html = `<head>${sheet('a')}</head><body>${sheet('code')}<p>1</p>${sheet('code')}<p>2</p>${sheet('a')}</body>`;
  expect(linkStylesAhead(html)).toBe(
    `<head>${sheet('a')}${sheet('code')}</head><body><p>1</p><p>2</p></body>`,
  );
});

it('leaves what is no style sheet of the body', () => {
  const html = `<head>${sheet('a')}</head><body><a href="x.css">x</a><code>&lt;link rel="stylesheet" href="y.css"></code></body>`;
  expect(linkStylesAhead(html)).toBe(html);
  expect(linkStylesAhead('<p>no page</p>')).toBe('<p>no page</p>');
});
