/** How long chapters are: as prose that is read from beginning to end. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { bookPlan } from '../../../src/lab/book/book-plan.ts';

const fileOf = (id: string) => new URL(`../../../content/${id}.mdx`, import.meta.url);

/** Neither code, tables, headings and captions, nor what stands apart: recall, predictions, summary, sources. */
function countProse(mdx: string): number {
  const prose = mdx
    .replace(/^---\n[\s\S]*?\n---\n/, '')
    .replace(/^(`{3,})[\s\S]*?^\1$/gm, '')
    .replace(/^<(Recall|Predict|Summary|Sources)\b[\s\S]*?^<\/\1>$/gm, '')
    .replace(/^(?:\||#|:::).*$/gm, '')
    .replace(/<\/?[A-Z](?:"[^"]*"|[^">])*>/g, '')
    .replace(/\]\([^)]*\)/g, ']');
  return prose.match(/[\p{L}\p{N}][\p{L}\p{N}'’._:=/,-]*/gu)?.length ?? 0;
}

it.each(bookPlan)('$id has 900 to 2,000 words of prose', ({ id }) => {
  const words = countProse(readFileSync(fileOf(id), 'utf8'));
  expect(words).toBeGreaterThanOrEqual(900);
  expect(words).toBeLessThan(2000);
});

it('counts what is read, and nothing else', () => {
  const mdx = [
    '---',
    'title: Six words that nobody counts here',
    '---',
    'One [two](https://example.org/three) `four`.',
    '## Heading',
    '| a | table |',
    '```sh',
    'code in a block',
    '```',
    '<Recall>',
    'What was it?',
    '</Recall>',
    '<Figure caption="A > sign.">',
    '</Figure>',
    '<Task id="do">',
    'Do it.',
    '</Task>',
  ].join('\n');
  expect(countProse(mdx)).toBe(5);
});
