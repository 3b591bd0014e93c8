/** When people last did something: typed, saved, asked. Known of this server's life; what was typed is not. */
export interface Activity {
  saw(person: string): void;
  lastOf(person: string): Date | undefined;
  /** Those who did something since they were last taken. */
  takeChanged(): ReadonlySet<string>;
}

export function makeActivity(clock: () => Date): Activity {
  const last = new Map<string, Date>();
  let changed = new Set<string>();
  return {
    saw: (person) => {
      last.set(person, clock());
      changed.add(person);
    },
    lastOf: (person) => last.get(person),
    takeChanged: () => {
      const taken = changed;
      changed = new Set();
      return taken;
    },
  };
}
