/** How far the reader is: from the store where there is one, else from this browser. */
import type { ProgressView } from '../../lab/protocol.ts';
import { ignoreAnswered } from './api.ts';
import { type Cell, makeCell } from './cell.ts';
import { keep, recall } from './kept.ts';
import type { Presence } from './presence.ts';

export interface Progress {
  readonly view: Cell<ProgressView>;
  predict(name: string, value: string): void;
  readTo(chapter: string, part: number, lab: string | undefined): void;
  /** A task was completed on this page, before the store was asked again. */
  taskDone(lab: string, task: string, tasks: number): void;
}

const nothing: ProgressView = { chapters: {}, labs: {}, predictions: {} };

export function makeProgress({ api, reach }: Presence): Progress {
  const view = makeCell<ProgressView>(recall('progress', nothing));
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
    const local = view.value.predictions;
    for (const [key, { value }] of Object.entries(local)) {
      if (!stored.predictions[key]) write('POST', '/api/predictions', { key, value });
    }
    change({ ...stored, predictions: { ...local, ...stored.predictions } });
  };
  reach.listen((now) => {
    if (now === 'signed-in') void load().catch(ignoreAnswered);
  });

  return {
    view,
    predict(name, value) {
      change({ predictions: { ...view.value.predictions, [name]: { value } } });
      write('POST', '/api/predictions', { key: name, value });
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
