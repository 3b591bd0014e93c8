import { describe, expect, test } from 'vitest';
import { numberLinks } from '../../../src/site/integrations/numbered-links.ts';

const page = (prose: string, sources = '<a href="https://one.example/">One</a>') =>
  `<header><a href="https://top.example/">top</a></header><main>${prose}<section class="dd-sources"><h2>Primary sources</h2>${sources}</section></main>`;

describe('numbered links', () => {
  test('an address has one number, however often it is linked', () => {
    const html = numberLinks(
      page(
        '<a href="https://a.example/#x">a</a> <a class="c" href="https://b.example/?p=1&amp;q=2">b</a> <a href="https://a.example/#x">again</a>',
      ),
    );
    expect(html).toContain('<a data-address="1" href="https://a.example/#x">a</a>');
    expect(html).toContain('<a data-address="2" class="c" href="https://b.example/?p=1&amp;q=2">b</a>');
    expect(html).toContain('<a data-address="1" href="https://a.example/#x">again</a>');
    expect(html).toContain(
      '</section><section class="dd-addresses" data-pagefind-ignore><h2>Addresses</h2><ol><li>https://a.example/#x</li><li>https://b.example/?p=1&amp;q=2</li></ol></section></main>',
    );
  });

  test('links of the book itself, of its frame and of the sources have none', () => {
    const html = page('<a href="/start/">start</a> <abbr title="https://no.example">n</abbr>');
    expect(numberLinks(html)).toBe(html);
  });

  test('a page without primary sources is as it was', () => {
    const html = '<main><a href="https://a.example/">a</a></main>';
    expect(numberLinks(html)).toBe(html);
  });
});
