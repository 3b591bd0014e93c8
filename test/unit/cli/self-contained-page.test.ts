import { expect, it } from 'vitest';
import { makeSelfContainedPage } from '../../../src/cli/self-contained-page.ts';

it('has its styles inside, dark where the system is, and nothing that is fetched', () => {
  const page = makeSelfContainedPage({
    title: 'A <b> of "mine"',
    subtitle: 'today & here',
    body: '<p>It.</p>',
    styles: ['xray/xray.css'],
  });
  expect(page).toContain('@media screen and (prefers-color-scheme: dark)');
  expect(page).not.toContain('data-theme');
  expect(page).toContain('<h1>A &#60;b&#62; of &#34;mine&#34;</h1>');
  expect(page).not.toMatch(/<script|<link|url\(|@import/);
});
