import { join } from 'node:path';
import { viewOf } from '../../lab/manifest/lab-view.ts';
import { LabLibrary } from '../../runner/library/lab-library.ts';
import type { HomeOptions } from '../open-home.ts';
import { formatTable, type Output } from '../output.ts';
import { root } from '../root.ts';

/** Labs with title, level and time; those that cannot be read with their error. */
export async function listLabs(options: HomeOptions, output: Output): Promise<boolean> {
  const library = await LabLibrary.open(options.labs ?? join(root, 'labs'));
  const rows = library
    .list()
    .map(({ id, manifest }) => [id, manifest.title, manifest.level, `${manifest.minutes} min`]);
  const broken = [...library.broken].map(([id, { message, fix }]) => ({ id, message, fix }));
  output.answer({ labs: library.list().map(({ manifest }) => viewOf(manifest)), broken }, [
    ...formatTable(rows),
    ...broken.map(({ id, message, fix }) => `${id}: ${message} ${fix ?? ''}`),
  ]);
  return broken.length === 0;
}

/** One lab, as data. */
export async function showLab(id: string, options: HomeOptions, output: Output): Promise<void> {
  const { manifest } = (await LabLibrary.open(options.labs ?? join(root, 'labs'))).get(id);
  const view = viewOf(manifest);
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
