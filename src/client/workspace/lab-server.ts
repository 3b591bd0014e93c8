import type { ErrorReport } from '../../lab/errors.ts';
import type { AnswerView, CheckReport } from '../../lab/wire/checks.ts';
import type { FileContent, FileEntry } from '../../lab/wire/files.ts';
import type { JobKind } from '../../lab/wire/jobs.ts';
import type { LabStatus, LabView, SolutionFile } from '../../lab/wire/labs.ts';
import type { Api } from '../page/api.ts';
import { ApiError } from '../page/api.ts';
import { askCheck } from '../page/ask-check.ts';

/** A save either went through or met another version: nothing is lost either way. */
export type SaveOutcome =
  | { readonly kind: 'saved'; readonly content: FileContent }
  | { readonly kind: 'stale'; readonly current: FileContent }
  /** It was deleted meanwhile. */
  | { readonly kind: 'gone' };

/** The server as one opened lab sees it. Every call rejects with an `ApiError` that says what went wrong. */
export interface LabServer {
  view(): Promise<LabView>;
  labs(): Promise<readonly LabView[]>;
  status(): Promise<LabStatus>;
  begin(kind: JobKind): Promise<void>;
  cancel(job: string): Promise<void>;
  check(): Promise<CheckReport>;
  solution(): Promise<readonly SolutionFile[]>;
  openHint(task: string): Promise<{ task: string; hints: readonly string[]; left: number }>;
  answer(question: string, value: string): Promise<AnswerView>;
  listFiles(): Promise<readonly FileEntry[]>;
  /** Undefined: there is no such file. */
  readFile(path: string): Promise<FileContent | undefined>;
  /** An empty `revision`: the file must not be there yet. */
  saveFile(path: string, text: string, revision: string): Promise<SaveOutcome>;
  createEntry(path: string, kind: FileEntry['kind']): Promise<FileEntry>;
  renameEntry(from: string, to: string): Promise<FileEntry>;
  removeEntry(path: string): Promise<void>;
  /** Ends a shell with what runs in it. */
  endShell(name: string): Promise<void>;
}

export function makeLabServer(api: Api, lab: string): LabServer {
  async function readFile(path: string): Promise<FileContent | undefined> {
    try {
      return await api.call('readFile', { lab, path });
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  return {
    view: () => api.call('lab', { lab }),
    labs: () => api.call('labs'),
    status: () => api.call('status', { lab }),
    async begin(kind) {
      await api.call(kind, { lab });
    },
    cancel: (id) => api.call('cancelJob', { id }),
    check: () => askCheck(api, lab),
    solution: () => api.call('solution', { lab }),
    openHint: (task) => api.call('openHint', { lab, body: { task } }),
    answer: (question, value) => api.call('answer', { lab, body: { question, value } }),
    listFiles: () => api.call('files', { lab }),
    readFile,
    async saveFile(path, text, revision) {
      try {
        const headers = { 'if-match': revision };
        // Survives the page that is closed while it is under way, if it is small enough for the browser.
        const keepalive = text.length < 16_000;
        const content = await api.call('saveFile', { lab, path, body: { text }, headers, keepalive });
        return { kind: 'saved', content };
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 409) throw error;
        const current = await readFile(path);
        return current === undefined ? { kind: 'gone' } : { kind: 'stale', current };
      }
    },
    createEntry: (path, kind) => api.call('createEntry', { lab, body: { path, kind } }),
    renameEntry: (from, to) => api.call('renameEntry', { lab, body: { from, to } }),
    removeEntry: (path) => api.call('removeEntry', { lab, path }),
    endShell: (name) => api.call('endTerminal', { lab, name }),
  };
}

/** The report of whatever a call rejected with. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof ApiError) return error.report;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', title: 'Something in Drydock broke', message };
}

/** Nobody answered: what was asked for may be asked again when the server is back. */
export function isServerAway(error: unknown): boolean {
  return error instanceof ApiError && error.status === 0;
}
