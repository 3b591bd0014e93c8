import { DrydockError } from '../../lab/errors.ts';
import type { Mirror, MirrorMessage, Screen } from '../../lab/wire/mirror.ts';

/** Somebody who sees a terminal that is shown. */
export interface Watcher {
  /** A `MirrorMessage` as it goes over the wire, written once for everybody. */
  offer(frame: string): void;
  /** Nothing more comes. */
  end(): void;
}

/** One that goes on; disposing ends it. */
export interface OpenMirror extends Disposable {
  tell(screen: Screen): void;
  /** Aborted once it has ended, by whomever. */
  readonly ended: AbortSignal;
}

/** The terminals that are shown to sessions: of each session one at most, and of it the last screen alone is kept. */
export interface Mirrors {
  find(session: string): Mirror | undefined;
  /** Throws `not-found` where nothing is shown. */
  screen(session: string): Screen;
  /** Begins one, in place of one that there is. */
  show(session: string, what: Pick<Mirror, 'by' | 'lab'>): OpenMirror;
  end(session: string): void;
  /** Offers the screen as it is, and then each that comes. Throws `not-found` where nothing is shown. */
  watch(session: string, watcher: Watcher): Disposable;
  /** Hears where one began or ended. */
  onChange(listener: (session: string) => void): Disposable;
}

interface Going {
  readonly mirror: Mirror;
  readonly watchers: Set<Watcher>;
  readonly ending: AbortController;
  last: { readonly screen: Screen; readonly frame: string } | undefined;
}

export function makeMirrors(effects: { readonly clock: () => Date; readonly newId: () => string }): Mirrors {
  const all = new Map<string, Going>();
  const listeners = new Set<(session: string) => void>();
  const get = (session: string): Going => {
    const going = all.get(session);
    if (going === undefined) throw nothingShown();
    return going;
  };
  const end = (session: string, which = all.get(session)) => {
    if (which === undefined || which.ending.signal.aborted) return;
    if (all.get(session) === which) all.delete(session);
    which.ending.abort();
    for (const watcher of which.watchers) watcher.end();
    which.watchers.clear();
    for (const listener of listeners) listener(session);
  };
  return {
    find: (session) => all.get(session)?.mirror,
    screen(session) {
      const { last } = get(session);
      if (last === undefined) throw nothingShown();
      return last.screen;
    },
    show(session, what) {
      end(session);
      const mirror = { id: effects.newId(), ...what, since: effects.clock().toISOString() };
      const going: Going = {
        mirror,
        watchers: new Set(),
        ending: new AbortController(),
        last: undefined,
      };
      all.set(session, going);
      for (const listener of listeners) listener(session);
      return {
        ended: going.ending.signal,
        tell(screen) {
          const message: MirrorMessage = { type: 'screen', screen };
          going.last = { screen, frame: JSON.stringify(message) };
          for (const watcher of going.watchers) watcher.offer(going.last.frame);
        },
        [Symbol.dispose]: () => end(session, going),
      };
    },
    end: (session) => end(session),
    watch(session, watcher) {
      const { watchers, last } = get(session);
      watchers.add(watcher);
      if (last !== undefined) watcher.offer(last.frame);
      return { [Symbol.dispose]: () => void watchers.delete(watcher) };
    },
    onChange(listener) {
      const own = (session: string) => listener(session);
      listeners.add(own);
      return { [Symbol.dispose]: () => void listeners.delete(own) };
    },
  };
}

function nothingShown(): DrydockError {
  return new DrydockError('not-found', {
    message: 'No terminal is shown to this session now.',
    fix: 'It comes back by itself when somebody who teaches shows one.',
  });
}
