import { join } from 'node:path';
import { type LabListing, listingOf } from '../kept-listing.ts';
import type { HomeOptions } from '../open-seats.ts';
import { formatTable, type Output } from '../output.ts';
import { root } from '../root.ts';

/** Labs with title, level and time; those that cannot be read with their error. */
export async function listLabs(options: HomeOptions, output: Output): Promise<boolean> {
  const listing =
    options.labs === undefined
      ? await listingOf(root, () => readListing(join(root, 'labs')))
      : await readListing(options.labs);
  const { labs, broken } = listing;
  const rows = labs.map(({ id, title, level, minutes }) => [id, title, level, `${minutes} min`]);
  output.answer(listing, [
    ...formatTable(rows),
    ...broken.map(({ id, message, fix }) => `${id}: ${message} ${fix ?? ''}`),
  ]);
  return broken.length === 0;
}

async function readListing(folder: string): Promise<LabListing> {
  const { library, viewOf } = await readLabs(folder);
  return {
    labs: library.list().map(({ manifest }) => viewOf(manifest)),
    broken: [...library.broken].map(([id, { message, fix }]) => ({
      id,
      message,
      ...(fix === undefined ? {} : { fix }),
    })),
  };
}

/** What reads manifests is loaded only where they are read. */
async function readLabs(folder: string) {
  const [{ LabLibrary }, { viewOf }] = await Promise.all([
    import('../../runner/library/lab-library.ts'),
    import('../../lab/manifest/lab-view.ts'),
  ]);
  return { library: await LabLibrary.open(folder), viewOf };
}

/** One lab, as data. */
export async function showLab(id: string, options: HomeOptions, output: Output): Promise<void> {
  const { library, viewOf } = await readLabs(options.labs ?? join(root, 'labs'));
  const view = viewOf(library.get(id).manifest);
  output.answer(view, [
    `${view.id}: ${view.title} (${view.level}, ${view.minutes} min)`,
    ...view.grants.map((words) => `  may do: ${words}`),
    ...view.tasks.flatMap((task) => [
      `  ${task.title}`,
      ...view.checks.filter((check) => check.task === task.id).map(({ title, of }) => `    ${title} (${of})`),
    ]),
    `  keep: ${view.takeaway.file}: ${view.takeaway.why}`,
  ]);
}
