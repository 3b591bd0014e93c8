import { reportError } from '../../lab/errors.ts';
import type { RunKey } from '../../lab/ports/store.ts';
import type { FileEntry } from '../../lab/wire/files.ts';
import { type SharedFilesEvent, sharedFileBounds } from '../../lab/wire/shared-files.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import { type EventQueue, makeQueue, takeFirst } from '../event-queue.ts';

export interface SharedFilesParts {
  readonly runner: Pick<LabRunner, 'follow'> & { readonly files: Pick<LabRunner['files'], 'list' | 'read'> };
  readonly key: RunKey;
  readonly tell: (event: SharedFilesEvent) => void;
  /** Aborted once nothing more may be told. */
  readonly over: AbortSignal;
}

/**
 * Tells the files of a lab and what runs there, whole at first, and then each that is saved, until it is disposed or
 * over. Nothing is written. A lab that should run is looked at meanwhile, and its seat is awake.
 */
export async function followFiles({ runner, key, tell, over }: SharedFilesParts): Promise<AsyncDisposable> {
  const told = new Map<string, Told>();
  let troubled = false;
  let listed = '';
  let run: string | undefined;
  const say = (event: SharedFilesEvent) => {
    if (!over.aborted) tell(event);
  };
  const look = async () => {
    try {
      const all = (await runner.files.list(key)).filter(isThere);
      const files = all.slice(0, sharedFileBounds.mostFiles);
      const list = files.map(({ path, sizeBytes }) => ({ path, sizeBytes }));
      const known = JSON.stringify(list);
      if (known !== listed) say({ type: 'list', files: list, more: all.length > files.length });
      listed = known;
      for (const path of told.keys()) if (!files.some((file) => file.path === path)) told.delete(path);
      for (const file of files) {
        if (over.aborted) return;
        if (told.get(file.path)?.revision === file.revision) continue;
        const text = await readText(file);
        told.set(file.path, { revision: file.revision, bytes: text === undefined ? 0 : file.sizeBytes });
        say({ type: 'file', path: file.path, ...(text === undefined ? {} : { text }) });
      }
      if (troubled) say({ type: 'trouble' });
      troubled = false;
    } catch (error) {
      troubled = true;
      say({ type: 'trouble', error: reportError(error) });
    }
  };
  const readText = async ({ path, sizeBytes }: FileEntry): Promise<string | undefined> => {
    const { fileBytes, allBytes } = sharedFileBounds;
    const others = [...told].reduce((sum, [other, { bytes }]) => (other === path ? sum : sum + bytes), 0);
    if (sizeBytes > fileBytes || others + sizeBytes > allBytes) return undefined;
    const { text } = await runner.files.read(key, path);
    // It may have grown since it was listed.
    return text !== undefined && Buffer.byteLength(text) <= fileBytes ? text : undefined;
  };

  const turns = makeTurns(look);
  const followed = await runner.follow(key, (event) => {
    if (event.type === 'observation') say({ type: 'observation', observation: event.observation });
    if (event.type === 'files') turns.ask();
    // A lab that is started has files from then on.
    if (event.type === 'status' && event.status.run?.id !== run) {
      run = event.status.run?.id;
      turns.ask();
    }
  });
  turns.ask();
  return {
    async [Symbol.asyncDispose]() {
      await followed[Symbol.asyncDispose]();
      await turns.settled();
    },
  };
}

interface Told {
  readonly revision: string;
  /** Of its text that was told. */
  readonly bytes: number;
}

/** A line of a list that says that not all is listed has no revision. */
const isThere = ({ kind, revision }: FileEntry): boolean => kind === 'file' && revision !== '';

/** One look at a time; whoever asks while one is under way gets one more, together. */
function makeTurns(look: () => Promise<void>) {
  let under: Promise<void> | undefined;
  let again = false;
  const go = async () => {
    do {
      again = false;
      await look();
    } while (again);
    under = undefined;
  };
  return {
    ask() {
      if (under !== undefined) again = true;
      else under = go();
    },
    settled: () => under ?? Promise.resolve(),
  };
}

/** On the way to one page: of each file, and of what runs, the last. */
export function makeSharedFilesQueue(): EventQueue<SharedFilesEvent> {
  const waiting = new Map<string, SharedFilesEvent>();
  return makeQueue({
    put: (event) => void waiting.set(event.type === 'file' ? `file ${event.path}` : event.type, event),
    next: () => takeFirst(waiting),
  });
}
