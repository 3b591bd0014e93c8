import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { bookHref } from '../../../../src/client/page/book-root.ts';

beforeEach(() =>
  vi.stubGlobal('document', { querySelector: () => ({ href: 'http://127.0.0.1:7/b/icon.svg' }) }),
);
afterEach(() => vi.unstubAllGlobals());

it('names a place from the root of the book', () => {
  expect(bookHref('/start/#one-line')).toBe('http://127.0.0.1:7/b/start/#one-line');
  expect(bookHref('/pagefind/')).toBe('http://127.0.0.1:7/b/pagefind/');
});

it('case 263: leads nowhere else, whatever was stored as the chapter that was read last', () => {
  const evil = [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '\t//evil.example',
    'javascript:x',
  ];
  const chapter = fc.oneof(
    fc.constantFrom(...evil),
    fc.string({ unit: fc.constantFrom('/', '\\', ':', '.', '\t', '\n', 'x', '@', '?', '#') }),
  );
  const leadsTo = (of: string) => new URL(bookHref(`/${of}/#continue`)).origin;
  fc.assert(fc.property(chapter, (of) => leadsTo(of) === 'http://127.0.0.1:7'));
  for (const of of evil) expect(leadsTo(of)).toBe('http://127.0.0.1:7');
});
