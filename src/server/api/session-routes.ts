import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { DrydockError } from '../../lab/errors.ts';
import type { Store } from '../../lab/ports/store.ts';
import { EndedSessionsSchema, SignedInSessionSchema } from '../../lab/protocol.ts';
import type { ServerApp } from '../environment.ts';
import type { OpenSessions } from '../open-sessions.ts';
import { answers, answersNothing } from './route-parts.ts';

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
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/sessions',
      responses: answers(z.array(SignedInSessionSchema), 'Sessions of whoever asks, the newest first'),
    }),
    (c) => {
      const { person, session } = c.get('caller');
      const all = store.listSessions(person.id);
      return c.json(
        all.map((each) => ({ ...each, current: each.id === session })),
        200,
      );
    },
  );
  app.openapi(createRoute({ method: 'delete', path: '/api/session', responses: answersNothing }), (c) => {
    const { person, session } = c.get('caller');
    end(person.id, session);
    return c.body(null, 204);
  });
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/api/sessions/{id}',
      request: { params: z.object({ id: z.string().min(1).max(64) }) },
      responses: answersNothing,
    }),
    (c) => {
      end(c.get('caller').person.id, c.req.valid('param').id);
      return c.body(null, 204);
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/api/sessions',
      responses: answers(EndedSessionsSchema, 'All but the one that asks have ended'),
    }),
    (c) => {
      const { person, session } = c.get('caller');
      const others = store.listSessions(person.id).filter(({ id }) => id !== session);
      for (const { id } of others) end(person.id, id);
      return c.json({ ended: others.length }, 200);
    },
  );
}
