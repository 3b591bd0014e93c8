import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { LabId } from '../../../src/lab/lab-id.ts';
import type { LabView } from '../../../src/lab/wire/labs.ts';
import type { BookChapter } from '../../../src/site/book.ts';
import { readPaths } from '../../../src/site/paths.ts';

const lab = (id: LabId): LabView => ({
  id,
  chapter: 'start',
  title: `Title of ${id}`,
  level: 'guided',
  minutes: 12,
  after: [],
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

it('can be read with no chapter written: everything is in preparation then', () => {
  const text = readFileSync(new URL('../../../content/paths.yaml', import.meta.url), 'utf8');
  const paths = readPaths(text, []);
  expect(paths.map(({ id }) => id)).toEqual(['ninety-minutes', 'one-day', 'twelve-weeks']);
  expect(paths.flatMap(({ steps }) => steps).every(({ href }) => href === undefined)).toBe(true);
});
