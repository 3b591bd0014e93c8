import type { LabEvent } from '../lab/wire/events.ts';

/**
 * Events on their way to one page. A page that reads slowly gets fewer, never old ones: of what tells a whole
 * state only the last is kept, output is joined and its beginning dropped beyond a limit, that of the oldest of many jobs
 * whole, of files that changed so many
 * are named. One reader.
 */
export interface EventQueue<Event = LabEvent> {
  push(event: Event): void;
  /** The next event; undefined when none came in time, or at the end. */
  take(timeoutMs: number): Promise<Event | undefined>;
  /** Nothing more comes, and whoever waits is woken. */
  close(): void;
  readonly closed: boolean;
}

/** What waits, of which whoever takes it gets one after the other. */
export interface Waiting<Event> {
  put(event: Event): void;
  next(): Event | undefined;
}

const maxOutputCharacters = 256 * 1024;
/** Of the jobs that printed last. */
const maxOutputs = 4;
const maxTroubles = 20;
/** A page lists as many at most; beyond, it looks at all that it has open. */
const maxPaths = 1_000;

function boundPaths(event: LabEvent & { readonly type: 'files' }): LabEvent {
  if (event.paths.length <= maxPaths) return event;
  return { ...event, paths: event.paths.slice(0, maxPaths), more: true };
}

export function makeEventQueue(): EventQueue {
  const waiting = new Map<string, LabEvent>();
  let troubles = 0;
  return makeQueue({
    put: (event) => {
      if (event.type === 'trouble') {
        troubles++;
        waiting.set(`trouble ${troubles}`, event);
        waiting.delete(`trouble ${troubles - maxTroubles}`);
        return;
      }
      if (event.type !== 'output') return void waiting.set(event.type, join(waiting.get(event.type), event));
      const key = `output ${event.job}`;
      waiting.set(key, join(waiting.get(key), event));
      const [oldest, ...newer] = [...waiting.keys()].filter((each) => each.startsWith('output '));
      if (oldest !== undefined && newer.length >= maxOutputs) waiting.delete(oldest);
    },
    next: () => takeFirst(waiting),
  });
}

/** The oldest of what waits. */
export function takeFirst<Event>(waiting: Map<string, Event>): Event | undefined {
  const [first] = waiting;
  if (first === undefined) return undefined;
  waiting.delete(first[0]);
  return first[1];
}

/** A queue of one reader over what waits. */
export function makeQueue<Event>({ put, next }: Waiting<Event>): EventQueue<Event> {
  let closed = false;
  let wake = () => {};
  return {
    push: (event) => {
      if (closed) return;
      put(event);
      wake();
    },
    take: async (timeoutMs) => {
      const first = closed ? undefined : next();
      if (first !== undefined || closed) return first;
      const woken = Promise.withResolvers<void>();
      wake = woken.resolve;
      const timer = setTimeout(woken.resolve, timeoutMs);
      await woken.promise;
      clearTimeout(timer);
      return closed ? undefined : next();
    },
    close: () => {
      closed = true;
      wake();
    },
    get closed() {
      return closed;
    },
  };
}

/** Joins two events of one kind into one. */
function join(older: LabEvent | undefined, newer: LabEvent): LabEvent {
  if (older?.type === 'output' && newer.type === 'output') {
    return { ...newer, text: (older.text + newer.text).slice(-maxOutputCharacters) };
  }
  if (older?.type === 'files' && newer.type === 'files') {
    const more = older.more ?? newer.more;
    return boundPaths({
      ...newer,
      paths: [...new Set([...older.paths, ...newer.paths])],
      ...(more && { more }),
    });
  }
  return newer.type === 'files' ? boundPaths(newer) : newer;
}
