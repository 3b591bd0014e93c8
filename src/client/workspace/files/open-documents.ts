import { type ReadonlySignal, signal } from '@preact/signals';
import { reportOf } from '../../core/lab-model.ts';
import type { LabServer } from '../lab-server.ts';
import type { DocumentState } from './document-state.ts';
import {
  changedOutside,
  edited,
  failed,
  isDirty,
  openDocument,
  openWithDraft,
  refused,
  removedOutside,
  saved,
  sent,
  wantsSave,
} from './document-state.ts';
import type { DraftStore } from './draft-store.ts';

export interface OpenDocumentsOptions {
  readonly server: Pick<LabServer, 'readFile' | 'saveFile'>;
  readonly drafts: DraftStore;
  /** Calls back after a while, unless what it returns is called before. */
  readonly later: (run: () => void, delayMs: number) => () => void;
  readonly now: () => Date;
  readonly say: (text: string) => void;
}

/** The files that are open: edited here, saved by themselves, and kept in this browser until they are. */
export interface OpenDocuments extends Disposable {
  /** By path, in the order in which they were opened. */
  readonly all: ReadonlySignal<ReadonlyMap<string, DocumentState>>;
  /** Reads a file, with what this browser kept of it. Rejects where it cannot be read. */
  open(path: string): Promise<void>;
  forget(path: string): void;
  edit(path: string, text: string): void;
  /** One save of a file at a time; what was typed meanwhile goes with the next. Never rejects. */
  save(path: string): Promise<void>;
  /** Looks at what the server has now. */
  refresh(path: string): Promise<void>;
  /** Changes the state by a choice of the learner. */
  update(path: string, change: (state: DocumentState) => DocumentState): DocumentState | undefined;
}

const autosaveMs = 1000;

export function makeOpenDocuments(options: OpenDocumentsOptions): OpenDocuments {
  const { server, drafts, later, now } = options;
  const all = signal<ReadonlyMap<string, DocumentState>>(new Map());
  const timers = new Map<string, () => void>();
  const saving = new Map<string, Promise<void>>();

  function put(state: DocumentState): DocumentState {
    all.value = new Map(all.value).set(state.path, state);
    const { path, text, base } = state;
    if (isDirty(state)) drafts.keep({ path, text, revision: base.revision, at: now().toISOString() });
    else drafts.drop(path);
    return state;
  }

  function update(path: string, change: (state: DocumentState) => DocumentState): DocumentState | undefined {
    const state = all.value.get(path);
    return state === undefined ? undefined : put(change(state));
  }

  function cancelTimer(path: string): void {
    timers.get(path)?.();
    timers.delete(path);
  }

  function schedule(path: string): void {
    cancelTimer(path);
    timers.set(
      path,
      later(() => void save(path), autosaveMs),
    );
  }

  function save(path: string): Promise<void> {
    cancelTimer(path);
    const under = saving.get(path);
    if (under !== undefined) return under.then(() => save(path));
    const state = all.value.get(path);
    if (state === undefined || !wantsSave(state)) return Promise.resolve();
    const work = send(state).finally(() => saving.delete(path));
    saving.set(path, work);
    return work.then(() => {
      const after = all.value.get(path);
      if (after !== undefined && wantsSave(after) && after.trouble === undefined) schedule(path);
    });
  }

  async function send(state: DocumentState): Promise<void> {
    const { path, text, base } = put(sent(state));
    try {
      const outcome = await server.saveFile(path, text, base.revision);
      const after = update(path, (latest) => {
        if (outcome.kind === 'saved') return saved(latest, outcome.content);
        return outcome.kind === 'gone' ? removedOutside(latest) : refused(latest, outcome.current);
      });
      if (after?.theirs !== undefined) {
        options.say(`${path} has changed elsewhere: choose between two versions.`);
      }
    } catch (error) {
      update(path, (latest) => failed(latest, reportOf(error)));
    }
  }

  async function refresh(path: string): Promise<void> {
    const before = all.value.get(path)?.base.revision;
    const content = await server.readFile(path);
    const after = all.value.get(path)?.base.revision;
    // A save of ours went through meanwhile: the answer may be older than that.
    if (before !== after) return refresh(path);
    update(path, (state) => (content === undefined ? removedOutside(state) : changedOutside(state, content)));
  }

  return {
    all,
    save,
    refresh,
    update,
    async open(path) {
      if (all.value.has(path)) return;
      const draft = drafts.find(path);
      const content = await server.readFile(path);
      if (draft !== undefined) put(openWithDraft(draft, content));
      else if (content !== undefined) put(openDocument(content));
      else throw new Error(`${path} is not in the workspace.`);
      if (draft !== undefined) await save(path);
    },
    forget(path) {
      cancelTimer(path);
      const next = new Map(all.value);
      next.delete(path);
      all.value = next;
    },
    edit(path, text) {
      const state = update(path, (before) => edited(before, text));
      if (state !== undefined && wantsSave(state)) schedule(path);
    },
    [Symbol.dispose]() {
      for (const path of [...timers.keys()]) cancelTimer(path);
      for (const path of all.value.keys()) void save(path);
    },
  };
}
