import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { DrydockError } from '../../lab/errors.ts';
import type { Joined, SessionChange } from '../../lab/ports/session-store.ts';
import type { Store } from '../../lab/ports/store.ts';
import { agreementOf, needsConsent, withdrawnVersion } from '../../lab/sessions/consent.ts';
import type { Session } from '../../lab/sessions/session.ts';
import { paths } from '../../lab/wire/paths.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { MySession } from '../../lab/wire/sessions.ts';
import type { Caller } from '../caller.ts';
import type { ServerApp } from '../environment.ts';
import { type EventQueue, makeQueue, takeFirst } from '../event-queue.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';
import { permit } from '../permit.ts';
import type { Places } from '../places.ts';
import { viewLearnersWork } from '../sessions/learner-view.ts';
import { mintLink, renewLink } from '../sessions/personal-link.ts';
import type { SessionHours } from '../sessions/session-hours.ts';
import type { SessionLive } from '../sessions/session-live.ts';
import { viewHand, viewMySession } from '../sessions/session-views.ts';
import { streamQueue } from './event-stream.ts';
import { otherTerms } from './join-routes.ts';
import { routeOf } from './route-parts.ts';

export interface MySessionParts {
  readonly store: Store;
  readonly clock: () => Date;
  readonly heartbeatMs: number;
  /** Of one person. */
  readonly places: Places;
  readonly signIns: OpenSignIns;
  readonly stopping: AbortSignal;
  readonly hours: Pick<SessionHours, 'onTurn'>;
  readonly live: SessionLive;
}

/** What a learner sees and says in the session that they joined. */
export function addMySessionRoutes(app: ServerApp, parts: MySessionParts): void {
  const { store, clock } = parts;
  const find = ({ person, session: id }: Caller): { session: Session; joined: Joined } | undefined => {
    const session = id === undefined ? undefined : store.findSession(id);
    const joined = session && store.findJoined(session.id, person.id);
    return session && joined && { session, joined };
  };
  const get = (caller: Caller) => {
    const found = find(caller);
    if (found !== undefined) return found;
    throw new DrydockError('not-found', {
      message: 'You have not joined a session here.',
      fix: 'Join one by its code, on the page /join/.',
    });
  };
  const view = (caller: Caller): MySession | undefined => {
    const found = find(caller);
    return found && viewMySession(store, found.session, found.joined, parts.live, clock());
  };

  app.openapi(routeOf(routes.mySession), (c) => {
    const joined = view(c.get('caller'));
    return c.json(joined === undefined ? {} : { joined }, 200);
  });
  app.openapi(routeOf(routes.myWork), (c) => {
    const { session, joined } = get(c.get('caller'));
    return c.json(viewLearnersWork(store, session, joined), 200);
  });
  app.openapi(routeOf(routes.myLink), (c) => {
    const { session, joined } = get(c.get('caller'));
    return c.json(mintLink(store, session, joined.person.id, clock()), 200);
  });
  app.openapi(routeOf(routes.renewMyLink), (c) => {
    const { session, joined } = get(c.get('caller'));
    return c.json(renewLink(store, session, { of: joined.person.id, by: joined.person.id }, clock()), 200);
  });
  app.openapi(routeOf(routes.agree), (c) => {
    const { session, joined } = get(c.get('caller'));
    const agreed = c.req.valid('json');
    if (needsConsent(agreed, session)) throw otherTerms();
    store.giveConsent(session.id, joined.person.id, agreementOf(agreed, session));
    return c.body(null, 204);
  });
  app.openapi(routeOf(routes.withdraw), (c) => {
    const { session, joined } = get(c.get('caller'));
    const given = store.consentOf(session.id, joined.person.id);
    // What was kept until then is kept no longer for it.
    if (given !== undefined && given.version !== withdrawnVersion)
      store.giveConsent(session.id, joined.person.id, { ...given, version: withdrawnVersion });
    return c.body(null, 204);
  });
  app.openapi(routeOf(routes.myData), (c) => {
    const data = store.exportPerson(c.get('caller').person.id);
    if (data === undefined) throw new DrydockError('not-found', { message: 'Nothing is kept of you here.' });
    return c.json(data, 200);
  });
  app.openapi(routeOf(routes.raiseHand), (c) => {
    const { session, joined } = get(c.get('caller'));
    const { lab, task, text } = c.req.valid('json');
    return c.json(viewHand(store.raiseHand(session.id, joined.person.id, { lab, task, text })), 200);
  });
  app.openapi(routeOf(routes.lowerMyHand), (c) => {
    const { session, joined } = get(c.get('caller'));
    const hand = store.listHands(session.id).find(({ person }) => person === joined.person.id);
    if (hand !== undefined) store.lowerHand(hand.id);
    return c.body(null, 204);
  });
  addMySessionEvents(app, parts, (caller) => ({ id: get(caller).session.id, view: () => view(caller) }));
}

/** Of what others do a learner sees nothing. */
function concerns(change: SessionChange, person: string): boolean {
  if (change.type === 'cells' || change.type === 'joined') return false;
  return 'person' in change ? change.person === person : true;
}

type MySessionEvent = { readonly type: 'session' } & MySession;

/** The session, whole, once and whenever it changes: it is small, and who reads slowly gets the last. */
function addMySessionEvents(
  app: ServerApp,
  { store, heartbeatMs, places, signIns, stopping, hours, live }: MySessionParts,
  seen: (caller: Caller) => { readonly id: string; readonly view: () => MySession | undefined },
): void {
  const [method, path] = paths.mySessionEvents;
  const responses = {
    200: {
      description: 'Server-sent events: `MySession` as JSON, under the type `session`',
      content: { 'text/event-stream': { schema: z.string() } },
    },
  };
  app.openapi(createRoute({ method, path, middleware: [permit('account.use')], responses }), async (c) => {
    const caller = c.get('caller');
    const { id, view } = seen(caller);
    if (c.req.raw.method === 'HEAD') return c.body('', 200, { 'content-type': 'text/event-stream' });
    const queue = makeLastQueue();
    const tell = () => {
      const session = view();
      if (session !== undefined) queue.push({ type: 'session', ...session });
    };
    await using held = new AsyncDisposableStack();
    held.use(places.take(caller.person.id));
    held.use(
      store.onSessionChange((changed, change) => {
        if (changed === id && concerns(change, caller.person.id)) tell();
      }),
    );
    held.use(
      hours.onTurn((turned) => {
        if (turned === id) tell();
      }),
    );
    held.use(
      live.pointers.onChange((changed, person) => {
        if (changed === id && person === caller.person.id) tell();
      }),
    );
    held.use(
      live.mirrors.onChange((changed) => {
        if (changed === id) tell();
      }),
    );
    tell();
    const over = AbortSignal.any([stopping, held.use(signIns.hold(caller.signIn)).signal]);
    return streamQueue(c, { queue, over, heartbeatMs, held: held.move() });
  });
}

function makeLastQueue(): EventQueue<MySessionEvent> {
  const waiting = new Map<string, MySessionEvent>();
  return makeQueue({ put: (event) => void waiting.set(event.type, event), next: () => takeFirst(waiting) });
}
