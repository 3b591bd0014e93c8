import type { LabId } from '../../lab/lab-id.ts';
import type { FileContent, FileEntry } from '../../lab/wire/files.ts';
import type { LabView, SolutionFile } from '../../lab/wire/labs.ts';
import type { Api } from '../core/api.ts';
import { ApiError } from '../core/api.ts';

/** A save either went through or met another version: nothing is lost either way. */
export type SaveOutcome =
  | { readonly kind: 'saved'; readonly content: FileContent }
  | { readonly kind: 'stale'; readonly current: FileContent }
  /** It was deleted meanwhile. */
  | { readonly kind: 'gone' };

/** What only the workspace asks the server for, files among it. Calls reject with an `ApiError`. */
export interface LabServer {
  labs(): Promise<readonly LabView[]>;
  solution(): Promise<readonly SolutionFile[]>;
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

export function makeLabServer(api: Api, lab: LabId): LabServer {
  async function readFile(path: string): Promise<FileContent | undefined> {
    try {
      return await api.call('readFile', { lab, path });
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  return {
    labs: () => api.call('labs'),
    solution: () => api.call('solution', { lab }),
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
