import { expect, it } from 'vitest';
import { relateLinks, relateStyles } from '../../../src/site/integrations/relative-links.ts';

it.each([
  ['start/index.html', '<a class="x" href="/host/#labs">', '<a class="x" href="../host/#labs">'],
  ['index.html', '<a href="/">', '<a href="./">'],
  ['start/index.html', '<a href="/">', '<a href="../">'],
  [
    'a/b/index.html',
    '<script type="module" src="/_astro/x.js">',
    '<script type="module" src="../../_astro/x.js">',
  ],
  [
    'index.html',
    '<img src="/a.webp" srcset="/a.webp 1x, /b.webp 2x" sizes="10px">',
    '<img src="./a.webp" srcset="./a.webp 1x, ./b.webp 2x" sizes="10px">',
  ],
  ['start/index.html', '<a href="//example.org/x">', '<a href="//example.org/x">'],
  ['start/index.html', '<a href="https://example.org/">', '<a href="https://example.org/">'],
  ['start/index.html', '<a href="#one-line">', '<a href="#one-line">'],
  ['start/index.html', '<p>href="/x" stands in text</p>', '<p>href="/x" stands in text</p>'],
  ['start/index.html', '<b data-path="/etc">', '<b data-path="/etc">'],
])('in %s, %s is %s', (page, html, relative) => {
  expect(relateLinks(html, page)).toBe(relative);
});

it('makes addresses in style sheets relative to them', () => {
  expect(relateStyles('a{src:url(/_astro/x.woff2),url("/y.svg"),url(data:z)}', '_astro/a.css')).toBe(
    'a{src:url(../_astro/x.woff2),url("../y.svg"),url(data:z)}',
  );
});
