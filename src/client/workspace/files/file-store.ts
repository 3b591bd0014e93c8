import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ErrorReport } from '../../../lab/errors.ts';
import type { FileEntry } from '../../../lab/wire/files.ts';
import { reportOf } from '../../core/lab-model.ts';
import type { LabServer } from '../lab-server.ts';
import type { DocumentState } from './document-state.ts';
import { isDirty, keptMine, recreated, tookTheirs } from './document-state.ts';
import { makeOpenDocuments, type OpenDocumentsOptions } from './open-documents.ts';

type Server = Pick<
  LabServer,
  'listFiles' | 'readFile' | 'saveFile' | 'createEntry' | 'renameEntry' | 'removeEntry'
>;

export interface FileStoreOptions extends OpenDocumentsOptions {
  readonly server: Server;
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
  /** Saves everything. False: some file has two versions or could not be saved, and is shown for it. */
  saveAll(): Promise<boolean>;
  keepMine(path: string): Promise<void>;
  takeTheirs(path: string): void;
  recreate(path: string): Promise<void>;
  create(path: string, kind: FileEntry['kind']): Promise<boolean>;
  rename(from: string, to: string): Promise<boolean>;
  remove(path: string): Promise<boolean>;
  /** The server says that these have changed. */
  changed(paths: readonly string[] | 'all'): Promise<void>;
  /** The server is there again: sends what was kept here, drafts of earlier visits included. */
  flush(): Promise<void>;
}

/** A lab that was never started has no files; that is no trouble. */
function noFilesYet(error: unknown): readonly FileEntry[] {
  if (reportOf(error).code !== 'not-started') throw error;
  return [];
}

export function makeFileStore(options: FileStoreOptions): FileStore {
  const { server, drafts } = options;
  const open = makeOpenDocuments(options);
  const entries = signal<readonly FileEntry[]>([]);
  const current = signal<string | undefined>(undefined);
  const trouble = signal<ErrorReport | undefined>(undefined);
  /** Asks for the list one at a time, so that an old answer never replaces a newer one. */
  let looking: Promise<unknown> = Promise.resolve();

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

  async function list(): Promise<void> {
    await attempt(async () => {
      entries.value = await server.listFiles().catch(noFilesYet);
    });
  }

  const show = (path: string) =>
    attempt(async () => {
      await open.open(path);
      current.value = path;
    });

  function forget(path: string): void {
    open.forget(path);
    if (current.value === path) current.value = [...open.all.value.keys()].at(-1);
  }

  /** The open files at or below a path. */
  const openUnder = (path: string) =>
    [...open.all.value.keys()].filter((one) => one === path || one.startsWith(`${path}/`));

  const saveEach = () => Promise.all([...open.all.value.keys()].map(open.save));

  function changed(paths: readonly string[] | 'all'): Promise<void> {
    const look = looking.then(async () => {
      await list();
      const affected = [...open.all.value.keys()].filter((path) => paths === 'all' || paths.includes(path));
      await attempt(async () => {
        await Promise.all(affected.map(open.refresh));
      });
    });
    looking = look;
    return look;
  }

  return {
    entries,
    documents: open.all,
    current,
    trouble,
    list,
    open: show,
    edit: open.edit,
    save: open.save,
    changed,
    async close(path) {
      await open.save(path);
      const state = open.all.value.get(path);
      if (state === undefined) return;
      if (isDirty(state) && state.editable) current.value = path;
      else forget(path);
    },
    async saveAll() {
      await saveEach();
      const stuck = [...open.all.value.values()].find((state) => isDirty(state) && state.editable);
      if (stuck !== undefined) current.value = stuck.path;
      return stuck === undefined;
    },
    async keepMine(path) {
      open.update(path, keptMine);
      await open.save(path);
    },
    takeTheirs(path) {
      open.update(path, tookTheirs);
    },
    async recreate(path) {
      open.update(path, recreated);
      await open.save(path);
      await list();
    },
    create: (path, kind) =>
      attempt(async () => {
        await server.createEntry(path, kind);
        await list();
        if (kind === 'file') await show(path);
      }),
    rename: (from, to) =>
      attempt(async () => {
        const moved = openUnder(from);
        await Promise.all(moved.map(open.save));
        await server.renameEntry(from, to);
        const shown = current.value;
        moved.forEach(forget);
        await list();
        for (const path of moved) await show(to + path.slice(from.length));
        if (shown !== undefined && !moved.includes(shown)) current.value = shown;
      }),
    remove: (path) =>
      attempt(async () => {
        await server.removeEntry(path);
        for (const gone of openUnder(path)) {
          drafts.drop(gone);
          forget(gone);
        }
        await list();
      }),
    async flush() {
      await changed([...open.all.value.keys()]);
      const shown = current.value;
      const kept = drafts.list().filter((draft) => !open.all.value.has(draft.path));
      for (const draft of kept) await show(draft.path);
      if (shown !== undefined) current.value = shown;
      await saveEach();
      if (kept.length > 0) {
        options.say(`Edits kept in this browser: ${kept.map((draft) => draft.path).join(', ')}.`);
      }
    },
    [Symbol.dispose]: () => open[Symbol.dispose](),
  };
}
