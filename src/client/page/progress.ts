/** How far the reader is: from the store where there is one, else from this browser. */
import type { ProgressView } from '../../lab/protocol.ts';
import { recallAgain } from '../../lab/recall.ts';
import { ignoreAnswered } from './api.ts';
import { type Cell, makeCell } from './cell.ts';
import { keep, recall } from './kept.ts';
import type { Presence } from './presence.ts';

export interface Progress {
  readonly view: Cell<ProgressView>;
  /** What the reader expects, and how likely they hold it to be right (0 to 1). */
  predict(name: string, value: string, confidence: number | undefined): void;
  /** The reader has seen what it is: their prediction counts from now on and stays as it was. */
  settle(name: string, correct: boolean): void;
  /** Whether the reader had an item of recall before they looked. */
  recalled(key: string, had: boolean): void;
  readTo(chapter: string, part: number, lab: string | undefined): void;
  /** A task was completed on this page, before the store was asked again. */
  taskDone(lab: string, task: string, tasks: number): void;
}

const nothing: ProgressView = { chapters: {}, labs: {}, predictions: {}, recalls: {} };

export function makeProgress({ api, reach }: Presence): Progress {
  const view = makeCell<ProgressView>({ ...nothing, ...recall<Partial<ProgressView>>('progress', {}) });
  const change = (part: Partial<ProgressView>) => {
    view.set({ ...view.value, ...part });
    keep('progress', view.value);
  };
  const write = (method: 'POST' | 'PUT', path: string, body: unknown) => {
    if (reach.value === 'signed-in')
      void api.send(method, path, body, { keepalive: true }).catch(ignoreAnswered);
  };

  const load = async () => {
    const stored = await api.get<ProgressView>('/api/progress');
    const { predictions, recalls } = view.value;
    for (const [key, prediction] of Object.entries(predictions)) {
      if (!stored.predictions[key]) write('POST', '/api/predictions', { key, ...prediction });
    }
    for (const [key, { had }] of Object.entries(recalls)) {
      if (!stored.recalls[key]) write('POST', '/api/recalls', { key, had });
    }
    change({
      ...stored,
      predictions: { ...predictions, ...stored.predictions },
      recalls: { ...recalls, ...stored.recalls },
    });
  };
  reach.listen((now) => {
    if (now === 'signed-in') void load().catch(ignoreAnswered);
  });

  const setPrediction = (name: string, made: ProgressView['predictions'][string]) => {
    change({ predictions: { ...view.value.predictions, [name]: made } });
    write('POST', '/api/predictions', { key: name, ...made });
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
      write('POST', '/api/recalls', { key, had });
    },
    readTo(chapter, part, lab) {
      const before = view.value.chapters[chapter]?.readTo ?? 0;
      const readTo = Math.max(before, part);
      const entry = { readTo, readAt: new Date().toISOString() };
      const last = lab === undefined ? { chapter } : { chapter, lab };
      change({ chapters: { ...view.value.chapters, [chapter]: entry }, last });
      write('PUT', `/api/progress/chapters/${chapter}`, { readTo, ...(lab === undefined ? {} : { lab }) });
    },
    taskDone(lab, task, tasks) {
      const known = view.value.labs[lab] ?? { started: true, tasksDone: [], tasks };
      if (known.tasksDone.includes(task)) return;
      change({ labs: { ...view.value.labs, [lab]: { ...known, tasksDone: [...known.tasksDone, task] } } });
    },
  };
}
