/** Holds the chapters of the book's plan to the form that docs/authoring.md asks for. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { bookPlan } from '../../../src/lab/book/book-plan.ts';

const fileOf = (id: string) => new URL(`../../../content/${id}.mdx`, import.meta.url);
const written = bookPlan.filter(({ id }) => existsSync(fileOf(id)));

/** Headings and the components that have a place of their own, in their order. */
function outlineOf(mdx: string): readonly string[] {
  const prose = mdx.replace(/^(`{3,})[\s\S]*?^\1$/gm, '');
  return [...prose.matchAll(/^(?:## .+|<(?:Recall|Summary|Sources)>)$/gm)].map(([line]) => line);
}

const ending = ['## In the wild', '## What can go wrong', '## Try it on yours', '<Summary>', '<Sources>'];

/** The first chapter has no earlier lab to recall. */
it.each(written)('$id begins with recall and ends as every chapter does', ({ id, number }) => {
  const outline = outlineOf(readFileSync(fileOf(id), 'utf8'));
  const first = outline.findIndex((line) => line.startsWith('## '));
  expect(outline.slice(0, first)).toEqual(number === 0 ? [] : ['<Recall>', '<Recall>', '<Recall>']);
  expect(outline.slice(-ending.length)).toEqual(ending);
});

/** What it is for, and what it builds on, before the first section; a picture before anything is tried. */
it.each(written.filter(({ number }) => number >= 4))(
  '$id says what for and from what, and draws before it tries',
  ({ id }) => {
    const text = readFileSync(fileOf(id), 'utf8');
    const head = text.slice(0, text.search(/^## /m));
    expect(head).toMatch(/^After this chapter you can:\n\n(- .+\n){3,4}$/m);
    expect(head).toMatch(/^You must know .*\]\(\//m);
    expect(head).toMatch(/Docker Engine \d+\.\d+\.\d+ .*Linux \d+\.\d+ .*x86-64/);
    expect(text.slice(0, text.indexOf('<Lab '))).toContain('<Drawing ');
  },
);

it('sees a chapter that is not so', () => {
  expect(outlineOf('Prose.\n\n## Limits\n\n```console\n## no heading\n```\n\n<Summary>\n')).toEqual([
    '## Limits',
    '<Summary>',
  ]);
});
