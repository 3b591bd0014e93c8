import { DrydockError } from '../../lab/errors.ts';
import type { Joined, SessionChange } from '../../lab/ports/session-store.ts';
import type { Store } from '../../lab/ports/store.ts';
import type { Session } from '../../lab/sessions/session.ts';
import type { MySession } from '../../lab/wire/sessions.ts';
import type { Caller } from '../caller.ts';
import { type EventQueue, makeQueue, takeFirst } from '../event-queue.ts';
import type { PageStream } from '../page-stream.ts';
import type { SessionHours } from './session-hours.ts';
import type { SessionLive } from './session-live.ts';
import { viewMySession } from './session-views.ts';

export interface MySessionStreamParts {
  readonly store: Store;
  readonly clock: () => Date;
  readonly hours: Pick<SessionHours, 'onTurn'>;
  readonly live: SessionLive;
}

type MySessionEvent = { readonly type: 'session' } & MySession;

/** The session that a caller has joined, and as whom; undefined where they joined none, or it is gone. */
export function findMySession(
  store: Store,
  { person, session: id }: Caller,
): { readonly session: Session; readonly joined: Joined } | undefined {
  const session = id === undefined ? undefined : store.findSession(id);
  const joined = session && store.findJoined(session.id, person.id);
  return session && joined && { session, joined };
}

/** As `findMySession`. Throws `not-found` where there is none. */
export function requireMySession(store: Store, caller: Caller) {
  const found = findMySession(store, caller);
  if (found !== undefined) return found;
  throw new DrydockError('not-found', {
    message: 'You have not joined a session here.',
    fix: 'Join one by its code, on the page /join/.',
  });
}

/**
 * The session of a caller, whole, once and whenever it changes: it is small, and who reads slowly gets the last. Throws
 * `not-found` where they joined none.
 */
export function streamMySession(
  { store, clock, hours, live }: MySessionStreamParts,
  caller: Caller,
): PageStream<MySessionEvent> {
  const { id } = requireMySession(store, caller).session;
  const queue = makeLastQueue();
  const tell = () => {
    const found = findMySession(store, caller);
    if (found === undefined) return;
    const seen = viewMySession(store, found.session, found.joined, live, clock());
    queue.push({ type: 'session', ...seen });
  };
  const { id: me } = caller.person;
  const begin = () => {
    using held = new DisposableStack();
    held.use(store.onSessionChange((of, change) => of === id && concerns(change, me) && tell()));
    held.use(hours.onTurn((of) => of === id && tell()));
    held.use(live.pointers.onChange((of, person) => of === id && person === me && tell()));
    held.use(live.mirrors.onChange((of) => of === id && tell()));
    tell();
    return held.move();
  };
  return { queue, begin };
}

/** Of what others do a learner sees nothing. */
function concerns(change: SessionChange, person: string): boolean {
  if (change.type === 'cells' || change.type === 'joined') return false;
  return 'person' in change ? change.person === person : true;
}

function makeLastQueue(): EventQueue<MySessionEvent> {
  const waiting = new Map<string, MySessionEvent>();
  return makeQueue({ put: (event) => void waiting.set(event.type, event), next: () => takeFirst(waiting) });
}
