import { DrydockError } from '../../lab/errors.ts';
import type { Store } from '../../lab/ports/store.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { ServerApp } from '../environment.ts';
import type { OpenSessions } from '../login/open-sessions.ts';
import { routeOf } from './route-parts.ts';

export interface SessionParts {
  readonly store: Store;
  readonly sessions: OpenSessions;
}

/** Where a person is signed in, and how that ends: with it end the streams and shells that are open for it. */
export function addSessionRoutes(app: ServerApp, { store, sessions }: SessionParts): void {
  const end = (person: string, id: string | undefined): void => {
    if (id === undefined || !store.endSession(person, id))
      throw new DrydockError('not-found', {
        message: 'There is no such session. It may have ended already.',
        fix: 'Look at the list of sessions again.',
      });
    sessions.end(id);
  };
  app.openapi(routeOf(routes.sessions), (c) => {
    const { person, session } = c.get('caller');
    const all = store.listSessions(person.id);
    return c.json(
      all.map((each) => ({ ...each, current: each.id === session })),
      200,
    );
  });
  app.openapi(routeOf(routes.signOut), (c) => {
    const { person, session } = c.get('caller');
    end(person.id, session);
    return c.body(null, 204);
  });
  app.openapi(routeOf(routes.endSession), (c) => {
    end(c.get('caller').person.id, c.req.valid('param').id);
    return c.body(null, 204);
  });
  app.openapi(routeOf(routes.endOtherSessions), (c) => {
    const { person, session } = c.get('caller');
    const others = store.listSessions(person.id).filter(({ id }) => id !== session);
    for (const { id } of others) end(person.id, id);
    return c.json({ ended: others.length }, 200);
  });
}
