import { isText, objectOf } from '../../core/shape.ts';

/** A text that did not reach the server yet, kept in this browser. */
export interface Draft {
  readonly path: string;
  readonly text: string;
  /** The revision that it was edited from. */
  readonly revision: string;
  /** ISO date of the last edit. */
  readonly at: string;
}

/**
 * Drafts of one lab, stored under `drydock:NAME`. Each page stores its own, beside those of other tabs. Drafts that
 * earlier pages left are taken over one by one as they are found. Never throws: without storage, drafts last as long
 * as the page is open.
 */
export interface DraftStore {
  list(): readonly Draft[];
  /** The last of several drafts of a file; pages that are opened later find the others. */
  find(path: string): Draft | undefined;
  /** False: it could not be kept beyond this page (no storage, or it is full). */
  keep(draft: Draft): boolean;
  /** Removes this page's draft; those of other pages stay. */
  drop(path: string): void;
}

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export function makeDraftStore(
  name: string,
  storage: Storage | undefined,
  page = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`,
): DraftStore {
  const key = `drydock:${name}`;
  const mine = new Map<string, Draft>();
  const left = readLeft(storage, key);

  function write(): boolean {
    return writeDrafts(storage, `${key}:${page}`, [...mine.values()]);
  }

  /** The draft is written here before it goes there, so that it is always somewhere. */
  function takeOver({ from, draft }: Left): void {
    mine.set(draft.path, draft);
    if (!write()) return;
    const others = readDrafts(storage, from);
    const rest = others.filter(({ path, text }) => path !== draft.path || text !== draft.text);
    writeDrafts(storage, from, rest);
  }

  return {
    list: () => [...new Map([...left.map(({ draft }) => draft), ...mine.values()].map(byPath)).values()],
    find(path) {
      const own = mine.get(path);
      const index = left.findLastIndex(({ draft }) => draft.path === path);
      const [found] = own === undefined && index !== -1 ? left.splice(index, 1) : [];
      if (found) takeOver(found);
      return own ?? found?.draft;
    },
    keep(draft) {
      mine.set(draft.path, draft);
      return write();
    },
    drop(path) {
      if (mine.delete(path)) write();
    },
  };
}

interface Left {
  readonly from: string;
  readonly draft: Draft;
}

const byPath = (draft: Draft) => [draft.path, draft] as const;

/** Drafts of all earlier pages, ordered by when they were edited. */
function readLeft(storage: Storage | undefined, key: string): Left[] {
  try {
    const keys = Array.from({ length: storage?.length ?? 0 }, (_, index) => storage?.key(index) ?? '');
    return keys
      .filter((from) => from === key || from.startsWith(`${key}:`))
      .flatMap((from) => readDrafts(storage, from).map((draft) => ({ from, draft })))
      .toSorted((one, other) => one.draft.at.localeCompare(other.draft.at));
  } catch {
    return [];
  }
}

function writeDrafts(storage: Storage | undefined, key: string, drafts: readonly Draft[]): boolean {
  try {
    if (drafts.length === 0) storage?.removeItem(key);
    else storage?.setItem(key, JSON.stringify(drafts));
    return storage !== undefined;
  } catch {
    return false;
  }
}

function readDrafts(storage: Storage | undefined, key: string): readonly Draft[] {
  try {
    const parsed: unknown = JSON.parse(storage?.getItem(key) ?? '[]');
    return Array.isArray(parsed) ? parsed.filter(isDraft) : [];
  } catch {
    return [];
  }
}

const isDraft = objectOf<Draft>({ path: isText, text: isText, revision: isText, at: isText });
