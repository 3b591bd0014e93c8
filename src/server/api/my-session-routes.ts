import { DrydockError } from '../../lab/errors.ts';
import { agreementOf, needsConsent, withdrawnVersion } from '../../lab/sessions/consent.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { MySession } from '../../lab/wire/sessions.ts';
import type { CourseStore } from '../assignments/assignment-views.ts';
import { leaveOutHidden } from '../assignments/own-data.ts';
import type { Caller } from '../caller.ts';
import type { ServerApp } from '../environment.ts';
import { viewLearnersWork } from '../sessions/learner-view.ts';
import { findMySession, type MySessionStreamParts, requireMySession } from '../sessions/my-session-stream.ts';
import { mintLink, renewLink } from '../sessions/personal-link.ts';
import { viewHand, viewMySession } from '../sessions/session-views.ts';
import { otherTerms } from './join-routes.ts';
import { routeOf } from './route-parts.ts';

/** What a learner sees and says in the session that they joined. */
export function addMySessionRoutes(
  app: ServerApp,
  parts: MySessionStreamParts & { readonly store: CourseStore },
): void {
  const { store, clock } = parts;
  const get = (caller: Caller) => requireMySession(store, caller);
  const view = (caller: Caller): MySession | undefined => {
    const found = findMySession(store, caller);
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
    const caller = c.get('caller');
    const person = caller.person.id;
    const data = store.exportPerson(person);
    if (data === undefined) throw new DrydockError('not-found', { message: 'Nothing is kept of you here.' });
    return c.json(leaveOutHidden(store, data, { caller, person, now: clock().toISOString() }), 200);
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
}
