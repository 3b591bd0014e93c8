/** A text that did not reach the server yet, kept in this browser. */
export interface Draft {
  readonly path: string;
  readonly text: string;
  /** The revision that it was edited from. */
  readonly revision: string;
  /** ISO date of the last edit. */
  readonly at: string;
}

/** Drafts of one lab. Never throws: a browser without storage keeps them only while the page is open. */
export interface DraftStore {
  list(): readonly Draft[];
  find(path: string): Draft | undefined;
  /** False: it could not be kept beyond this page (no storage, or it is full). */
  keep(draft: Draft): boolean;
  drop(path: string): void;
}

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>;

export function makeDraftStore(lab: string, storage: Storage | undefined): DraftStore {
  const key = `drydock:drafts:${lab}`;
  let drafts = readDrafts(storage, key);

  function write(next: ReadonlyMap<string, Draft>): boolean {
    drafts = next;
    try {
      if (next.size === 0) storage?.removeItem(key);
      else storage?.setItem(key, JSON.stringify([...next.values()]));
      return storage !== undefined;
    } catch {
      return false;
    }
  }

  return {
    list: () => [...drafts.values()],
    find: (path) => drafts.get(path),
    keep: (draft) => write(new Map(drafts).set(draft.path, draft)),
    drop(path) {
      if (!drafts.has(path)) return;
      const next = new Map(drafts);
      next.delete(path);
      write(next);
    },
  };
}

function readDrafts(storage: Storage | undefined, key: string): ReadonlyMap<string, Draft> {
  try {
    const parsed: unknown = JSON.parse(storage?.getItem(key) ?? '[]');
    if (!Array.isArray(parsed)) return new Map();
    return new Map(parsed.filter(isDraft).map((draft) => [draft.path, draft]));
  } catch {
    return new Map();
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false;
  return ['path', 'text', 'revision', 'at'].every(
    (name) => typeof (value as Record<string, unknown>)[name] === 'string',
  );
}
