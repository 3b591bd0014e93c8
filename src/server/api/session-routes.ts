import { DrydockError } from '../../lab/errors.ts';
import type { Course } from '../../lab/ports/session-store.ts';
import type { Store } from '../../lab/ports/store.ts';
import { makeJoinCode } from '../../lab/sessions/join-code.ts';
import type { Session } from '../../lab/sessions/session.ts';
import type { StuckRule } from '../../lab/sessions/stuck.ts';
import type { LabView } from '../../lab/wire/labs.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { Caller } from '../caller.ts';
import type { ServerApp } from '../environment.ts';
import { callerMay, mayInCourse, mayInvite, scopesOf } from '../permissions.ts';
import { stuckRuleOf, viewHand, viewNotice, viewSession } from '../sessions/session-views.ts';
import { addLearnerRoutes, type LearnerParts } from './learner-routes.ts';
import { routeOf } from './route-parts.ts';

export interface SessionParts extends LearnerParts {
  readonly labs: () => readonly LabView[];
  /** A whole number below the bound that nobody can guess. */
  readonly drawBelow: (bound: number) => number;
}

/** Sessions as those see and change them who lead them. */
export function addSessionRoutes(app: ServerApp, parts: SessionParts): void {
  const { store, clock } = parts;
  const get = (id: string): Session => {
    const session = store.findSession(id);
    if (session === undefined) throw new DrydockError('not-found', { message: `There is no session ${id}.` });
    return session;
  };

  /** With its code for who may invite. */
  const viewFor = (caller: Caller, session: Session) => {
    const { code, ...seen } = viewSession(store, session, clock());
    return mayInvite(caller, session) ? { ...seen, code } : seen;
  };

  app.openapi(routeOf(routes.sessions), (c) => {
    const caller = c.get('caller');
    const isSeen = (session: Session) => callerMay(caller, 'board.read', { scopes: scopesOf(session) });
    return c.json(
      store
        .listSessions()
        .filter(isSeen)
        .map((session) => viewFor(caller, session)),
      200,
    );
  });
  app.openapi(routeOf(routes.makeSession), (c) => {
    const { course: named, opens, ...asked } = c.req.valid('json');
    requireLabs(parts, asked.labs);
    const times = { opens: opens ?? clock().toISOString(), ends: asked.ends };
    requireOrder(times);
    const course = courseOf(store, c.get('caller'), named);
    const made = store.addSession({ ...asked, ...times, course: course.id, code: freshCode(parts) });
    return c.json(viewSession(store, made, clock()), 200);
  });
  app.openapi(routeOf(routes.session), (c) =>
    c.json(viewFor(c.get('caller'), get(c.req.valid('param').session)), 200),
  );
  app.openapi(routeOf(routes.changeSession), (c) => {
    const { newCode, stuck, ...asked } = c.req.valid('json');
    const session = get(c.req.valid('param').session);
    if (asked.labs !== undefined) requireLabs(parts, asked.labs);
    requireTime(session, asked, clock());
    requireOrder({ opens: asked.opens ?? session.opens, ends: asked.ends ?? session.ends });
    const code = newCode ? freshCode(parts) : session.code;
    const changed = store.changeSession(session.id, { ...asked, ...endedNow(session, asked, clock()), code });
    if (stuck !== undefined && !isSameRule(stuck, stuckRuleOf(store, session.id)))
      store.addSessionEvent(session.id, 'stuck-rule', { by: c.get('caller').person.id, data: stuck });
    return c.json(viewSession(store, changed, clock()), 200);
  });
  addLearnerRoutes(app, parts);
  addTalkRoutes(app, store, get);
}

const isSameRule = (one: StuckRule, other: StuckRule): boolean =>
  one.minutes === other.minutes &&
  one.timesMedian === other.timesMedian &&
  one.repeats === other.repeats &&
  one.awayMinutes === other.awayMinutes;

/** What is said in a session. */
function addTalkRoutes(app: ServerApp, store: Store, get: (id: string) => Session): void {
  const raised = (session: string, id: string) => {
    const hand = store.listHands(session).find((each) => each.id === id);
    if (hand === undefined)
      throw new DrydockError('not-found', {
        message: 'This hand is not up any more.',
        fix: 'Whoever raised it, or somebody else, has lowered it.',
      });
    return hand;
  };
  app.openapi(routeOf(routes.takeHand), (c) => {
    const { session, id } = c.req.valid('param');
    const hand = raised(session, id);
    return c.json(viewHand(store.takeHand(id, c.get('caller').person.id) ?? hand), 200);
  });
  app.openapi(routeOf(routes.lowerHand), (c) => {
    const { session, id } = c.req.valid('param');
    store.lowerHand(raised(session, id).id);
    return c.body(null, 204);
  });
  app.openapi(routeOf(routes.sendNotice), (c) => {
    const { text, place } = c.req.valid('json');
    const { id } = get(c.req.valid('param').session);
    return c.json(viewNotice(store.addNotice(id, c.get('caller').person.id, text, place)), 200);
  });
}

/** The course that is named by id or title; the owner of the home makes it where there is none. */
function courseOf(store: Store, caller: Caller, named: string | undefined): Course {
  const all = store.listCourses();
  const mine = ({ id }: Course) => mayInCourse(caller, 'session.make', id);
  const isNamed = ({ id, title }: Course) => named === undefined || id === named || title === named;
  const found = all.find((course) => isNamed(course) && mine(course));
  if (found !== undefined) return found;
  if (!callerMay(caller, 'session.make', { scopes: ['home'] }))
    throw new DrydockError('not-found', {
      message: named === undefined ? 'You lead no course here.' : `You lead no course “${named}”.`,
      fix: 'The owner of this home makes courses, and says who leads them.',
    });
  return store.addCourse(named ?? 'Workshops', new Intl.DateTimeFormat().resolvedOptions().timeZone);
}

function requireLabs({ labs }: SessionParts, asked: Session['labs']): void {
  const known = new Set(labs().map(({ id }) => id));
  const unknown = asked.filter((lab) => !known.has(lab));
  if (unknown.length === 0) return;
  throw new DrydockError('not-found', {
    message: `There is no lab ${unknown.join(', ')}.`,
    fix: 'See them all with: drydock labs list',
  });
}

/** To let a session go on whose end has passed would change nothing that anybody sees. */
function requireTime(
  { title, ends }: Session,
  asked: { readonly state?: Session['state'] | undefined; readonly ends?: string | undefined },
  now: Date,
): void {
  if (asked.state !== 'open' || now < new Date(asked.ends ?? ends)) return;
  throw new DrydockError('not-allowed', {
    message: `${title} stays ended: its time was over at ${ends}.`,
    fix: `Let it end later, which opens it again: drydock session extend 1h ${JSON.stringify(title)}`,
  });
}

/** One that is ended before its time ends then: from that on it is counted how long things are kept. */
function endedNow(
  { opens, ends }: Session,
  asked: { readonly state?: Session['state'] | undefined },
  now: Date,
): Partial<Pick<Session, 'opens' | 'ends'>> {
  if (asked.state !== 'ended' || now >= new Date(ends)) return {};
  return { ends: now.toISOString(), ...(now < new Date(opens) ? { opens: now.toISOString() } : {}) };
}

/** A year and a day: what is open longer is no session. */
const longestMs = 367 * 24 * 3_600_000;

function requireOrder({ opens, ends }: { readonly opens: string; readonly ends: string }): void {
  const lasts = new Date(ends).getTime() - new Date(opens).getTime();
  if (lasts > 0 && lasts <= longestMs) return;
  throw new DrydockError('bad-request', {
    message: `A session that opens at ${opens} cannot end at ${ends}.`,
    fix: 'Say an end that is later, within a year.',
  });
}

/** One that no session has that still lets people in. */
function freshCode({ store, drawBelow }: SessionParts): string {
  let code = makeJoinCode(drawBelow);
  while (store.findByCode(code) !== undefined) code = makeJoinCode(drawBelow);
  return code;
}
