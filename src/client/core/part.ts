/** A part of our own script that is loaded when it is needed first. */
export interface Part<T> {
  /** Loads it, or finds it loaded. One that did not come is asked for again by whoever needs it next. */
  load(): Promise<T>;
  /** What was loaded. An import of what is there already takes several turns of a busy page; this takes none. */
  readonly now: T | undefined;
}

export function makePart<T>(imported: () => Promise<T>): Part<T> {
  let now: T | undefined;
  let loading: Promise<T> | undefined;
  const load = async () => {
    try {
      now = await imported();
      return now;
    } finally {
      loading = undefined;
    }
  };
  return {
    async load() {
      if (now !== undefined) return now;
      loading ??= load();
      return loading;
    },
    get now() {
      return now;
    },
  };
}
