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
