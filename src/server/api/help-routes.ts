import { DrydockError } from '../../lab/errors.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { ServerApp } from '../environment.ts';
import type { SessionLive } from '../sessions/session-live.ts';
import { routeOf } from './route-parts.ts';

export interface HelpParts {
  readonly live: SessionLive;
  /** Throws where the session has ended. */
  readonly requireGoingOn: (session: string) => void;
}

/** Help that is kept nowhere: what is pointed out to a learner, and the terminal that is shown to a session. */
export function addHelpRoutes(app: ServerApp, { live, requireGoingOn }: HelpParts): void {
  const { pointers, mirrors } = live;
  app.openapi(routeOf(routes.sendPointer), (c) => {
    const { session, person } = c.req.valid('param');
    requireGoingOn(session);
    const author = c.get('caller').person.name;
    return c.json(pointers.send(session, { person, author }, c.req.valid('json')), 200);
  });
  app.openapi(routeOf(routes.answerPointer), (c) => {
    const { session, person } = c.get('caller');
    const { id } = c.req.valid('param');
    const { answer } = c.req.valid('json');
    if (session === undefined || !pointers.answer(session, person.id, id, answer))
      throw new DrydockError('not-found', {
        message: 'There is no such line or note for you any more.',
        fix: 'It was inserted or put away already, or the server was started again since it was sent.',
      });
    return c.body(null, 204);
  });
  app.openapi(routeOf(routes.mirror), (c) => c.json(mirrors.screen(c.req.valid('param').session), 200));
  app.openapi(routeOf(routes.endMirror), (c) => {
    mirrors.end(c.req.valid('param').session);
    return c.body(null, 204);
  });
}
