import { expect, test } from 'vitest';
import { tellHeights } from '../../../src/site/integrations/known-heights.ts';

const block = (language: string, lines: readonly string[], attributes = '') =>
  `<p>before</p><pre data-language="${language}"${attributes}><code>${lines
    .map((line) => `<div class="ec-line"><div class="code">${line}</div></div>`)
    .join('')}</code></pre>`;
const few = ['a: 1', '\n', '<span style="--0:#fff">b</span>: &#x3C;&amp;&#39;', 'c', 'd', 'e'];

test('says of code that does not wrap how many lines it has, and how long the longest and the first are', () => {
  const html = block('yaml', few);
  expect(tellHeights(html)).toBe(
    html.replace('<code>', '<code class="dd-sized" style="--dd-lines:6;--dd-columns:6;--dd-first:4">'),
  );
});

test.each([
  ['commands, which wrap', block('sh', few)],
  ['code that has the class of what wraps', block('yaml', few, ' class="wrap"')],
  ['letters that may be wider than a column', block('text', [...few, '└─ 日本語'])],
  ['a tab', block('c', [...few, '\tx'])],
  ['marks within a line', block('yaml', [...few, 'a <mark>b</mark>'])],
  ['a marked line', block('yaml', few).replace('"ec-line"', '"ec-line mark"')],
  ['so few lines that nothing is gained', block('yaml', few.slice(1))],
])('leaves %s alone', (_, html) => {
  expect(tellHeights(html)).toBe(html);
});
