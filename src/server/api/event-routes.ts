import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { LabParams } from '../../lab/wire/lab-routes.ts';
import { paths } from '../../lab/wire/paths.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import type { ServerApp } from '../environment.ts';
import { makeEventQueue } from '../event-queue.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';
import { permit } from '../permit.ts';
import type { Places } from '../places.ts';
import { streamQueue } from './event-stream.ts';
import { runKeyOf } from './route-parts.ts';

export interface EventParts {
  readonly runner: LabRunner;
  /** A comment is sent when nothing else was for so long, so that a line that broke is noticed. */
  readonly heartbeatMs: number;
  /** Of one person. */
  readonly places: Places;
  /** Whose sign-ins are over. */
  readonly signIns: OpenSignIns;
  /** Ends every stream. */
  readonly stopping: AbortSignal;
}

/** `LabEvent`s as server-sent events, each under its type; the first ones tell everything. */
export function addEventRoutes(app: ServerApp, parts: EventParts): void {
  const { runner, heartbeatMs, places, signIns, stopping } = parts;
  const [method, path] = paths.events;
  app.openapi(
    createRoute({
      method,
      path,
      middleware: [permit('lab.use')],
      request: { params: LabParams },
      responses: {
        200: {
          description:
            'Server-sent events: the type of a LabEvent as `event`, the LabEvent as JSON in `data`',
          content: { 'text/event-stream': { schema: z.string() } },
        },
      },
    }),
    async (c) => {
      const key = runKeyOf(c);
      // A HEAD request is routed here too, and nobody would read, or end, the stream that it does not get.
      if (c.req.raw.method === 'HEAD') {
        runner.getLab(key.lab);
        return c.body('', 200, { 'content-type': 'text/event-stream' });
      }
      const queue = makeEventQueue();
      const { person, signIn } = c.get('caller');
      await using held = new AsyncDisposableStack();
      held.use(places.take(person.id));
      held.use(await runner.follow(key, queue.push));
      const over = AbortSignal.any([stopping, held.use(signIns.hold(signIn)).signal]);
      return streamQueue(c, { queue, over, heartbeatMs, held: held.move() });
    },
  );
}
