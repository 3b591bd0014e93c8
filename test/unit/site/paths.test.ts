import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { bookPlan } from '../../../src/lab/book/book-plan.ts';
import { chapterOf, type LabId } from '../../../src/lab/lab-id.ts';
import { viewOf } from '../../../src/lab/manifest/lab-view.ts';
import type { LabView } from '../../../src/lab/wire/labs.ts';
import { LabLibrary } from '../../../src/runner/library/lab-library.ts';
import type { BookChapter } from '../../../src/site/book.ts';
import { readPaths } from '../../../src/site/paths.ts';

const lab = (id: LabId, ...after: LabId[]): LabView => ({
  id,
  chapter: 'start',
  title: `Title of ${id}`,
  level: 'guided',
  minutes: 12,
  after,
  grants: [],
  takeaway: { file: 'compose.yaml', why: 'It is short.' },
  tasks: [],
  checks: [],
  questions: [],
  opens: 'compose.yaml',
});
const start: BookChapter = {
  id: 'start',
  href: '/start/',
  number: 0,
  title: 'Start here',
  description: '',
  minutes: 20,
  labs: [lab('start/first-container')],
};
const path = (steps: string) => `paths:\n  - { id: short, title: Short, for: You., steps: [${steps}] }\n`;
const read = (steps: string) => readPaths(path(steps), [start])[0];

it('leads to what there is, and counts its minutes alone', () => {
  const found = read(
    '{ chapter: start }, { lab: start/first-container }, { chapter: bpf }, { lab: bpf/watch }',
  );
  expect(found?.minutes).toBe(32);
  expect(found?.steps.map(({ title, href }) => [title, href])).toEqual([
    ['Chapter 0: Start here', '/start/'],
    ['Title of start/first-container', '/start/#lab-first-container'],
    ['Chapter 7: BPF', undefined],
    ['Lab watch', undefined],
  ]);
});

it('promises no lab that a written chapter does not have, and no chapter that is none', () => {
  expect(() => read('{ lab: start/second }')).toThrow('which the chapter start does not have');
  expect(() => read('{ lab: sart/first-container }')).toThrow('there is no chapter sart');
  expect(() => read('{ chapter: sart }')).toThrow('is no chapter of the book');
});

it('leads to no lab before its chapter, or before a lab that it builds on', () => {
  const two = { ...start, labs: [lab('start/first'), lab('start/second', 'start/first')] };
  const lead = (steps: string) => () => readPaths(path(steps), [two]);
  expect(lead('{ lab: start/first }')).toThrow('leads to start/first without start before it');
  expect(lead('{ chapter: start }, { lab: start/second }')).toThrow('start/second without start/first');
  const steps = '{ chapter: start, skim: true }, { lab: start/first }, { lab: start/second }';
  expect(lead(steps)()[0]?.steps.map(({ skims }) => skims)).toEqual([true, false, false]);
});

it('takes the time of a summary for a chapter that is skimmed', () => {
  expect(read('{ chapter: start, skim: true }')?.minutes).toBe(2);
});

const library = await LabLibrary.open(fileURLToPath(new URL('../../../labs', import.meta.url)));
const file = (name: string) => readFileSync(new URL(`../../../content/${name}`, import.meta.url), 'utf8');

it('leads through all chapters in ninety minutes, a day, and twelve weeks, and there to all labs', () => {
  const HeadSchema = z.object({ minutes: z.int() });
  const book = bookPlan.map(({ id, number }): BookChapter => {
    const [, head = ''] = /^---\n([\s\S]*?)\n---\n/.exec(file(`${id}.mdx`)) ?? [];
    const { minutes } = HeadSchema.parse(parse(head));
    const labs = library.list().filter((each) => chapterOf(each.id) === id);
    return {
      ...start,
      id,
      href: `/${id}/`,
      number,
      minutes,
      labs: labs.map(({ manifest }) => viewOf(manifest)),
    };
  });
  const paths = readPaths(file('paths.yaml'), book);
  for (const { steps } of paths) {
    const chapters = steps.filter(({ kind }) => kind === 'chapter').map(({ href }) => href);
    expect(chapters.toSorted()).toEqual(book.map(({ href }) => href).toSorted());
    expect(steps.every(({ href }) => href !== undefined)).toBe(true);
  }
  const [ninety, day, weeks] = paths;
  expect(ninety?.minutes).toBeLessThanOrEqual(90);
  expect(day?.minutes).toBeLessThanOrEqual(7 * 60);
  const labs = weeks?.steps.filter(({ kind }) => kind === 'lab').map(({ href }) => href);
  expect(labs).toHaveLength(library.list().length);
  expect(new Set(labs).size).toBe(library.list().length);
});

it('can be read with no chapter written: everything is in preparation then', () => {
  const paths = readPaths(file('paths.yaml'), []);
  expect(paths.map(({ id }) => id)).toEqual(['ninety-minutes', 'one-day', 'twelve-weeks']);
  expect(paths.flatMap(({ steps }) => steps).every(({ href }) => href === undefined)).toBe(true);
});
