import { parseRecalled } from '../lab/book/recall.ts';
import type { ProgressView } from '../lab/wire/reading.ts';
import type { LabLibrary } from './library/lab-library.ts';
import type { RunnerTools } from './runner-tools.ts';
import { doneTasks } from './task-progress.ts';

/** How far a person has come, in the book and in its labs. */
export function progressOf(
  { library, store }: Pick<RunnerTools, 'store'> & { readonly library: LabLibrary },
  person: string,
  party: string,
): ProgressView {
  const positions = store.chapterPositions(person);
  const labs: ProgressView['labs'] = {};
  for (const { id, manifest } of library.list()) {
    const run = store.findRun({ party, lab: id, context: 'self' });
    if (!run) continue;
    const events = store.listEvents(run.id, ['task-done', 'lab-done']);
    const completedAt = events.find((event) => event.type === 'lab-done')?.at;
    labs[id] = {
      started: true,
      tasksDone: Object.keys(doneTasks(events)),
      tasks: Object.keys(manifest.tasks).length,
      ...(completedAt === undefined ? {} : { completedAt }),
    };
  }
  const last = [...positions].sort((a, b) => (a.readAt < b.readAt ? 1 : -1))[0];
  return {
    chapters: Object.fromEntries(
      positions.map(({ chapter, readTo, readAt }) => [chapter, { readTo, readAt }]),
    ),
    labs,
    predictions: Object.fromEntries(
      store.latestAnswers({ person, kind: 'predict' }).map(({ key, value, confidence, correct }) => [
        key,
        {
          value,
          ...(confidence === undefined ? {} : { confidence }),
          ...(correct === undefined ? {} : { correct }),
        },
      ]),
    ),
    recalls: Object.fromEntries(
      store.latestAnswers({ person, kind: 'recall' }).map((kept) => [kept.key, parseRecalled(kept)]),
    ),
    ...(last
      ? { last: { chapter: last.chapter, ...(last.lab === undefined ? {} : { lab: last.lab }) } }
      : {}),
  };
}
