import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { LabLibrary } from '../../../src/runner/library/lab-library.ts';
import { checklist, linesOf } from '../../../src/site/checklist/lines.ts';

const folder = (name: string) => new URL(`../../../${name}`, import.meta.url);
const labs = await LabLibrary.open(folder('labs').pathname);
const file = await readFile(folder('labs/stack/assemble/states/solution/compose.yaml'), 'utf8');

it('has each of its rows in the file that it shows, and loses no line of it', () => {
  const lines = linesOf(file);
  expect(`${lines.map(({ text }) => text).join('\n')}\n`).toBe(file);
  const found = new Set(lines.flatMap(({ at }) => at?.id ?? []));
  expect(checklist.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([]);
  for (const { text, at } of lines)
    if (at) expect(text.slice(at.from, at.to)).toBe(checklist.find(({ id }) => id === at.id)?.key);
});

it('has a row for each key of a service but what says what it is', () => {
  const known = new Set(checklist.map(({ key }) => key));
  const keys = [...file.matchAll(/^ {4}([a-z_]+):/gm)].map(([, key = '']) => key);
  const whatItIs = ['command', 'environment', 'driver', 'options', 'file'];
  expect([...new Set(keys)].filter((key) => !known.has(key) && !whatItIs.includes(key))).toEqual([]);
});

it('names labs that are there', () => {
  const ids = labs.list().map(({ id }) => String(id));
  expect(checklist.map(({ lab }) => lab).filter((lab) => !ids.includes(lab))).toEqual([]);
});
