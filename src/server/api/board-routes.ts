import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { paths } from '../../lab/wire/paths.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { ServerApp } from '../environment.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';
import { permit } from '../permit.ts';
import type { Places } from '../places.ts';
import { makeBoardQueue } from '../sessions/board-queue.ts';
import type { Boards } from '../sessions/boards.ts';
import { streamQueue } from './event-stream.ts';
import { routeOf } from './route-parts.ts';

export interface BoardParts {
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
  { boards, heartbeatMs, places, signIns, stopping }: BoardParts,
): void {
  app.openapi(routeOf(routes.board), (c) => c.json(boards.read(c.req.valid('param').session), 200));

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
      const { person, signIn } = c.get('caller');
      const queue = makeBoardQueue();
      await using held = new AsyncDisposableStack();
      held.use(places.take(person.id));
      held.use(boards.follow(session, queue.push));
      const over = AbortSignal.any([stopping, signIns.signalOf(signIn)]);
      return streamQueue(c, { queue, over, heartbeatMs, held: held.move() });
    },
  );
}
