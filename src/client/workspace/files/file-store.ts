import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ErrorReport } from '../../../lab/errors.ts';
import type { FileEntry } from '../../../lab/protocol.ts';
import { type LabServer, reportOf } from '../lab-server.ts';
import type { DocumentState } from './document-state.ts';
import {
  changedOutside,
  edited,
  failed,
  isDirty,
  keptMine,
  openDocument,
  openWithDraft,
  recreated,
  refused,
  removedOutside,
  saved,
  sent,
  tookTheirs,
  wantsSave,
} from './document-state.ts';
import type { DraftStore } from './draft-store.ts';

type Server = Pick<
  LabServer,
  'listFiles' | 'readFile' | 'saveFile' | 'createEntry' | 'renameEntry' | 'removeEntry'
>;

export interface FileStoreOptions {
  readonly server: Server;
  readonly drafts: DraftStore;
  /** Calls back after a while, unless what it returns is called before. */
  readonly later: (run: () => void, delayMs: number) => () => void;
  readonly now: () => Date;
  readonly say: (text: string) => void;
}

/** The files of the workspace and what is open of them. Nothing typed is ever lost by it. */
export interface FileStore extends Disposable {
  readonly entries: ReadonlySignal<readonly FileEntry[]>;
  /** Open files by path, in the order in which they were opened. */
  readonly documents: ReadonlySignal<ReadonlyMap<string, DocumentState>>;
  /** The path that the editor shows. */
  readonly current: Signal<string | undefined>;
  readonly trouble: Signal<ErrorReport | undefined>;
  list(): Promise<void>;
  /** Opens a file, or shows it if it is open. False: it could not be read; `trouble` says why. */
  open(path: string): Promise<boolean>;
  /** Saves and closes; stays open while the learner has to choose. */
  close(path: string): Promise<void>;
  edit(path: string, text: string): void;
  save(path: string): Promise<void>;
  /** Saves everything. False: some file has two versions, could not be saved, or is shown for it. */
  saveAll(): Promise<boolean>;
  keepMine(path: string): Promise<void>;
  takeTheirs(path: string): void;
  recreate(path: string): Promise<void>;
  create(path: string, kind: FileEntry['kind']): Promise<boolean>;
  rename(from: string, to: string): Promise<boolean>;
  remove(path: string): Promise<boolean>;
  /** The server says that these have changed. */
  changed(paths: readonly string[]): Promise<void>;
  /** The server is there again: sends what was kept here, drafts of earlier visits included. */
  flush(): Promise<void>;
}

const autosaveMs = 1000;

export function makeFileStore(options: FileStoreOptions): FileStore {
  const { server, drafts, later, now } = options;
  const entries = signal<readonly FileEntry[]>([]);
  const documents = signal<ReadonlyMap<string, DocumentState>>(new Map());
  const current = signal<string | undefined>(undefined);
  const trouble = signal<ErrorReport | undefined>(undefined);
  const timers = new Map<string, () => void>();
  const saving = new Map<string, Promise<void>>();

  function put(state: DocumentState): DocumentState {
    documents.value = new Map(documents.value).set(state.path, state);
    const { path, text, base } = state;
    if (isDirty(state)) drafts.keep({ path, text, revision: base.revision, at: now().toISOString() });
    else drafts.drop(path);
    return state;
  }

  function update(path: string, change: (state: DocumentState) => DocumentState): DocumentState | undefined {
    const state = documents.value.get(path);
    return state === undefined ? undefined : put(change(state));
  }

  async function attempt(work: () => Promise<void>): Promise<boolean> {
    trouble.value = undefined;
    try {
      await work();
      return true;
    } catch (error) {
      trouble.value = reportOf(error);
      return false;
    }
  }

  function schedule(path: string): void {
    timers.get(path)?.();
    timers.set(
      path,
      later(() => void save(path), autosaveMs),
    );
  }

  /** One save of a file at a time; what was typed meanwhile goes with the next. */
  function save(path: string): Promise<void> {
    timers.get(path)?.();
    timers.delete(path);
    const under = saving.get(path);
    if (under !== undefined) return under.then(() => save(path));
    const state = documents.value.get(path);
    if (state === undefined || !wantsSave(state)) return Promise.resolve();
    const work = sendDocument(state).finally(() => saving.delete(path));
    saving.set(path, work);
    return work.then(() => {
      const after = documents.value.get(path);
      if (after !== undefined && wantsSave(after) && after.trouble === undefined) schedule(path);
    });
  }

  async function sendDocument(state: DocumentState): Promise<void> {
    const { path, text, base } = put(sent(state));
    try {
      const outcome = await server.saveFile(path, text, base.revision);
      const after = update(path, (latest) => {
        if (outcome.kind === 'saved') return saved(latest, outcome.content);
        return outcome.kind === 'gone' ? removedOutside(latest) : refused(latest, outcome.current);
      });
      if (after?.theirs !== undefined)
        options.say(`${path} has changed elsewhere: choose between two versions.`);
    } catch (error) {
      update(path, (latest) => failed(latest, reportOf(error)));
    }
  }

  async function open(path: string): Promise<boolean> {
    if (documents.value.has(path)) {
      current.value = path;
      return true;
    }
    return attempt(async () => {
      const draft = drafts.find(path);
      const content = await server.readFile(path);
      if (draft !== undefined) put(openWithDraft(draft, content));
      else if (content !== undefined) put(openDocument(content));
      else throw new Error(`${path} is not in the workspace.`);
      current.value = path;
      if (draft !== undefined) await save(path);
    });
  }

  function forget(path: string): void {
    timers.get(path)?.();
    timers.delete(path);
    const next = new Map(documents.value);
    next.delete(path);
    documents.value = next;
    if (current.value === path) current.value = [...next.keys()].at(-1);
  }

  /** One after the other, so that an old answer never comes after a new one. */
  let refreshing: Promise<unknown> = Promise.resolve();

  async function refreshAll(paths: readonly string[]): Promise<void> {
    await list();
    await attempt(async () => {
      await Promise.all([...documents.value.keys()].filter((path) => paths.includes(path)).map(refresh));
    });
  }

  async function refresh(path: string): Promise<void> {
    const content = await server.readFile(path);
    update(path, (state) => (content === undefined ? removedOutside(state) : changedOutside(state, content)));
  }

  async function list(): Promise<void> {
    await attempt(async () => {
      entries.value = await server.listFiles();
    });
  }

  return {
    entries,
    documents,
    current,
    trouble,
    list,
    open,
    async close(path) {
      await save(path);
      const state = documents.value.get(path);
      if (state === undefined) return;
      if (isDirty(state) && state.editable) current.value = path;
      else forget(path);
    },
    edit(path, text) {
      const state = update(path, (before) => edited(before, text));
      if (state !== undefined && wantsSave(state)) schedule(path);
    },
    save,
    async saveAll() {
      await Promise.all([...documents.value.keys()].map(save));
      const stuck = [...documents.value.values()].find((state) => isDirty(state) && state.editable);
      if (stuck === undefined) return true;
      current.value = stuck.path;
      return false;
    },
    async keepMine(path) {
      update(path, keptMine);
      await save(path);
    },
    takeTheirs(path) {
      update(path, tookTheirs);
    },
    async recreate(path) {
      update(path, recreated);
      await save(path);
      await list();
    },
    create: (path, kind) =>
      attempt(async () => {
        await server.createEntry(path, kind);
        await list();
        if (kind === 'file') await open(path);
      }),
    rename: (from, to) =>
      attempt(async () => {
        const inside = [...documents.value.keys()].filter(
          (path) => path === from || path.startsWith(`${from}/`),
        );
        await Promise.all(inside.map(save));
        await server.renameEntry(from, to);
        const shown = current.value;
        inside.forEach(forget);
        await list();
        for (const path of inside) await open(to + path.slice(from.length));
        if (shown !== undefined && !inside.includes(shown)) current.value = shown;
      }),
    remove: (path) =>
      attempt(async () => {
        await server.removeEntry(path);
        for (const opened of [...documents.value.keys()]) {
          if (opened !== path && !opened.startsWith(`${path}/`)) continue;
          drafts.drop(opened);
          forget(opened);
        }
        await list();
      }),
    async changed(paths) {
      const next = refreshing.then(() => refreshAll(paths));
      refreshing = next;
      await next;
    },
    async flush() {
      await this.changed([...documents.value.keys()]);
      const shown = current.value;
      const kept = drafts.list().filter((draft) => !documents.value.has(draft.path));
      for (const draft of kept) await open(draft.path);
      if (shown !== undefined) current.value = shown;
      await Promise.all([...documents.value.keys()].map(save));
      if (kept.length > 0)
        options.say(`Edits kept in this browser: ${kept.map((draft) => draft.path).join(', ')}.`);
    },
    [Symbol.dispose]() {
      for (const cancel of timers.values()) cancel();
      for (const path of documents.value.keys()) void save(path);
    },
  };
}
