import { DrydockError } from '../../lab/errors.ts';
import type { Joined } from '../../lab/ports/session-store.ts';
import type { Store } from '../../lab/ports/store.ts';
import type { Session } from '../../lab/sessions/session.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { ServerApp } from '../environment.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';
import { viewLearnersWork } from '../sessions/learner-view.ts';
import { renewLink } from '../sessions/personal-link.ts';
import { routeOf } from './route-parts.ts';

export interface LearnerParts {
  readonly store: Store;
  readonly signIns: OpenSignIns;
  /** Ends what runs for somebody who was taken out of a session, and lets go of their seat. */
  readonly leaveSeat: (session: Session, learner: Joined) => void;
  readonly clock: () => Date;
}

/** One learner, as who teaches sees them, and what who leads does about them. */
export function addLearnerRoutes(app: ServerApp, { store, signIns, leaveSeat, clock }: LearnerParts): void {
  const find = ({ session: id, person }: { session: string; person: string }) => {
    const session = store.findSession(id);
    const joined = session && store.findJoined(id, person);
    if (!joined)
      throw new DrydockError('not-found', { message: 'Nobody of that id has joined the session.' });
    return { session, joined };
  };
  /** Of somebody who is in it still. */
  const findIn = (named: { session: string; person: string }) => {
    const found = find(named);
    if (found.joined.removedAt === undefined) return found;
    throw new DrydockError('not-found', {
      message: `${found.joined.alias} is not in ${found.session.title} any more.`,
      fix: 'They can join it again by its code.',
    });
  };
  app.openapi(routeOf(routes.learner), (c) => {
    const { session, joined } = find(c.req.valid('param'));
    return c.json(viewLearnersWork(store, session, joined), 200);
  });
  app.openapi(routeOf(routes.learnerObservation), (c) => {
    const { id, ...of } = c.req.valid('param');
    const { session, joined } = find(of);
    const attempt = store.findAttempt(id);
    const runs = session.labs.map((lab) =>
      store.findRun({ party: joined.party.id, lab, context: `session:${session.id}` }),
    );
    const isTheirs = attempt !== undefined && runs.some((run) => run?.id === attempt.run);
    const observation = isTheirs ? store.readObservation(attempt.observationHash) : undefined;
    if (observation === undefined)
      throw new DrydockError('not-found', {
        message: `${joined.alias} has no attempt ${id} in this session.`,
      });
    return c.json(observation, 200);
  });
  app.openapi(routeOf(routes.removeLearner), (c) => {
    const { session, joined } = findIn(c.req.valid('param'));
    const open = store.listSignIns(joined.person.id);
    store.removeJoined(session.id, joined.person.id, c.get('caller').person.id);
    for (const { id } of open) signIns.end(id);
    leaveSeat(session, joined);
    return c.body(null, 204);
  });
  app.openapi(routeOf(routes.renewLink), (c) => {
    const { session, joined } = findIn(c.req.valid('param'));
    const whose = { of: joined.person.id, by: c.get('caller').person.id };
    return c.json(renewLink(store, session, whose, clock()), 200);
  });
}
