import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { writeTable } from '../../grades/tables/write-table.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Store } from '../../lab/ports/store.ts';
import { paths } from '../../lab/wire/paths.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { ServerApp } from '../environment.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';
import { permit } from '../permit.ts';
import type { Places } from '../places.ts';
import { sightOf, streamBoard } from '../sessions/board-stream.ts';
import type { Boards } from '../sessions/boards.ts';
import { viewSessionRecord } from '../sessions/session-record.ts';
import { sessionRows } from '../sessions/session-rows.ts';
import { streamQueue } from './event-stream.ts';
import { routeOf } from './route-parts.ts';

export interface BoardParts {
  readonly store: Store;
  readonly boards: Boards;
  readonly heartbeatMs: number;
  /** Of one person. */
  readonly places: Places;
  readonly signIns: OpenSignIns;
  readonly stopping: AbortSignal;
}

/** How everybody in a session stands: once, and as it changes. */
export function addBoardRoutes(
  app: ServerApp,
  { store, boards, heartbeatMs, places, signIns, stopping }: BoardParts,
): void {
  app.openapi(routeOf(routes.board), (c) => {
    const { session } = c.req.valid('param');
    return c.json(boards.read(session, sightOf(store, c.get('caller'), session)), 200);
  });

  app.openapi(routeOf(routes.sessionTable), (c) => {
    const { session } = c.req.valid('param');
    const rows = sessionRows(boards.read(session, sightOf(store, c.get('caller'), session)));
    return c.json({ text: writeTable(rows), rows: rows.length - 1 }, 200);
  });
  app.openapi(routeOf(routes.sessionRecord), (c) => {
    const { session: id } = c.req.valid('param');
    const board = boards.read(id, sightOf(store, c.get('caller'), id));
    const session = store.findSession(id);
    if (session === undefined) throw new DrydockError('not-found', { message: `There is no session ${id}.` });
    return c.json(viewSessionRecord(store, session, board), 200);
  });

  const [method, path] = paths.boardEvents;
  const responses = {
    200: {
      description:
        'Server-sent events: the type of a BoardEvent as `event`, the BoardEvent as JSON in `data`',
      content: { 'text/event-stream': { schema: z.string() } },
    },
  };
  const request = { params: z.object({ session: z.string() }) };
  app.openapi(
    createRoute({ method, path, request, middleware: [permit('board.read')], responses }),
    async (c) => {
      const { session } = c.req.valid('param');
      if (c.req.raw.method === 'HEAD') return c.body('', 200, { 'content-type': 'text/event-stream' });
      const caller = c.get('caller');
      const { person, signIn } = caller;
      const { queue, begin } = streamBoard({ store, boards }, caller, session);
      await using held = new AsyncDisposableStack();
      held.use(places.take(person.id));
      held.use(await begin());
      const over = AbortSignal.any([stopping, held.use(signIns.hold(signIn)).signal]);
      return streamQueue(c, { queue, over, heartbeatMs, held: held.move() });
    },
  );
}
