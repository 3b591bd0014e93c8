/** How far the reader is: from the store where there is one, else from this browser. */

import { recallAgain } from '../../lab/book/recall.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { ProgressView } from '../../lab/wire/reading.ts';
import type { Call } from '../../lab/wire/routes.ts';
import { ignoreAnswered } from '../core/api.ts';
import { type Cell, makeCell } from '../core/cell.ts';
import type { Connection } from '../core/connection.ts';
import { isProgress, joinProgress, readFurther, readProgress, storeProgress } from './stored-progress.ts';

export interface Progress {
  readonly view: Cell<ProgressView>;
  /** What the reader expects, and how likely they hold it to be right (0 to 1). */
  predict(name: string, value: string, confidence: number | undefined): void;
  /** The reader has seen what it is: their prediction counts from now on and stays as it was. */
  settle(name: string, correct: boolean): void;
  /** Whether the reader had an item of recall before they looked. */
  recalled(key: string, had: boolean): void;
  readTo(chapter: string, part: number, lab: LabId | undefined): void;
  /** A task was completed on this page, before the store was asked again. */
  taskDone(lab: LabId, task: string, tasks: number): void;
}

/** Requests that are sent while the page is left arrive too. */
const keepalive = true;

export function makeProgress({ api, reach, person }: Connection): Progress {
  const view = makeCell(readProgress(person));
  const change = (part: Partial<ProgressView>) => {
    view.set({ ...view.value, ...part });
    storeProgress(person, view.value);
  };
  const write = <Name extends 'predict' | 'recall' | 'setPosition'>(name: Name, ...call: Call<Name>) => {
    if (reach.value === 'signed-in') void api.call(name, ...call).catch(ignoreAnswered);
  };

  const load = async () => {
    const stored = await api.read('progress', isProgress);
    const here = view.value;
    // What is said as a page is left may be lost.
    for (const [chapter, { readTo }] of readFurther(stored, here))
      write('setPosition', { chapter, body: { readTo }, keepalive });
    for (const [key, prediction] of Object.entries(here.predictions)) {
      if (!stored.predictions[key]) write('predict', { body: { key, ...prediction }, keepalive });
    }
    for (const [key, { had }] of Object.entries(here.recalls)) {
      if (!stored.recalls[key]) write('recall', { body: { key, had }, keepalive });
    }
    change({ ...joinProgress(stored, here), labs: stored.labs });
  };
  reach.listen((now) => {
    if (now === 'signed-in') void load().catch(ignoreAnswered);
  });

  const setPrediction = (name: string, made: ProgressView['predictions'][string]) => {
    change({ predictions: { ...view.value.predictions, [name]: made } });
    write('predict', { body: { key: name, ...made }, keepalive });
  };

  return {
    view,
    predict: (name, value, confidence) =>
      setPrediction(name, { value, ...(confidence === undefined ? {} : { confidence }) }),
    settle(name, correct) {
      const made = view.value.predictions[name];
      if (made && made.correct === undefined) setPrediction(name, { ...made, correct });
    },
    recalled(key, had) {
      const { recalls } = view.value;
      change({ recalls: { ...recalls, [key]: recallAgain(recalls[key], had, new Date()) } });
      write('recall', { body: { key, had }, keepalive });
    },
    readTo(chapter, part, lab) {
      const before = view.value.chapters[chapter]?.readTo ?? 0;
      const readTo = Math.max(before, part);
      const entry = { readTo, readAt: new Date().toISOString() };
      const last = lab === undefined ? { chapter } : { chapter, lab };
      change({ chapters: { ...view.value.chapters, [chapter]: entry }, last });
      write('setPosition', {
        chapter,
        body: { readTo, ...(lab === undefined ? {} : { lab }) },
        keepalive,
      });
    },
    taskDone(lab, task, tasks) {
      const known = view.value.labs[lab] ?? { started: true, tasksDone: [], tasks };
      if (known.tasksDone.includes(task)) return;
      change({ labs: { ...view.value.labs, [lab]: { ...known, tasksDone: [...known.tasksDone, task] } } });
    },
  };
}
