/** What is known of a learner's files while one may see them: folded of events. Pure. */
import type { ErrorReport } from '../../../lab/errors.ts';
import type { Observation } from '../../../lab/observation/observation.ts';
import type { SharedFilesEvent } from '../../../lab/wire/shared-files.ts';

export interface FilesModel {
  /** In the order of their paths; undefined until they were told. */
  readonly files: readonly { readonly path: string; readonly sizeBytes: number }[] | undefined;
  /** There are more, which are not told. */
  readonly more: boolean;
  /** By path; undefined of what is no text, or too large to be shown. */
  readonly texts: ReadonlyMap<string, string | undefined>;
  readonly observation: Observation | undefined;
  readonly trouble: ErrorReport | undefined;
}

export const noFiles: FilesModel = {
  files: undefined,
  more: false,
  texts: new Map(),
  observation: undefined,
  trouble: undefined,
};

export function foldFiles(before: FilesModel, event: SharedFilesEvent): FilesModel {
  switch (event.type) {
    case 'list': {
      const files = event.files.toSorted((one, other) => one.path.localeCompare(other.path));
      const there = new Set(files.map(({ path }) => path));
      const texts = new Map([...before.texts].filter(([path]) => there.has(path)));
      return { ...before, files, more: event.more, texts };
    }
    case 'file':
      return { ...before, texts: new Map([...before.texts, [event.path, event.text]]) };
    case 'observation':
      return { ...before, observation: event.observation };
    case 'trouble':
      return { ...before, trouble: event.error };
  }
}
