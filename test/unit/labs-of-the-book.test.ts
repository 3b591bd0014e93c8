/** What every lab of the book keeps to, as far as it shows without an engine. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readChapters } from '../../src/runner/chapters.ts';
import { LabLibrary } from '../../src/runner/library/lab-library.ts';

const folder = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const library = await LabLibrary.open(folder('labs'));

it('can read every lab of the book', () => {
  expect([...library.broken.values()].map(({ message }) => message)).toEqual([]);
  expect(library.list().length).toBeGreaterThan(0);
});

it('says of every check why it matters and in which chapter it is explained', async () => {
  const { chapters } = await readChapters(folder('content'));
  const pages = chapters.map((chapter) => `/${chapter.id}/#`);
  const silent = library.list().flatMap(({ id, manifest }) =>
    Object.entries({ ...manifest.guards, ...manifest.checks })
      .filter(([, { why, readMore }]) => !why || !pages.some((page) => readMore?.startsWith(page)))
      .map(([check]) => `${id}: ${check}`),
  );
  expect(silent).toEqual([]);
});

/** Checks that no mistake makes fail, and why not. A check that is new stands here with its reason, or in a mistake's `fails`. */
const failsInNoMistake: Readonly<Record<string, string>> = {
  'runtimes/device: gpu':
    'It is skipped where the machine has no GPU with its toolkit, and no proof of ours has had one.',
};

it('makes each check fail in a mistake that a learner would make, or says why not', () => {
  const silent = library.list().flatMap(({ id, manifest }) => {
    const failing = new Set(
      Object.values(manifest.states.mistakes).flatMap(({ fails }) => Object.keys(fails)),
    );
    return Object.keys(manifest.checks)
      .filter((check) => !failing.has(check))
      .map((check) => `${id}: ${check}`);
  });
  expect(silent).toEqual(Object.keys(failsInNoMistake));
});

it('has two mistakes of every lab besides the one that is added to it, and another right answer', () => {
  const few = library.list().filter(({ manifest: { states } }) => {
    const mistakes = Object.keys(states.mistakes).filter((name) => name !== 'service-removed');
    return mistakes.length < 2 || Object.keys(states.accepts).length < 1;
  });
  expect(few.map(({ id }) => id)).toEqual([]);
});
