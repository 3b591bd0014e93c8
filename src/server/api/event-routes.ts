import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { DrydockError } from '../../lab/errors.ts';
import { paths } from '../../lab/wire/paths.ts';
import { LabParams } from '../../lab/wire/routes.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import type { ServerApp } from '../environment.ts';
import { makeEventQueue } from '../event-queue.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';
import { permit } from '../permit.ts';
import { makePlaces } from '../places.ts';
import { streamQueue } from './event-stream.ts';
import { runKeyOf } from './route-parts.ts';

export interface EventParts {
  readonly runner: LabRunner;
  /** A comment is sent when nothing else was for so long, so that a line that broke is noticed. */
  readonly heartbeatMs: number;
  /** To one person at once: more than their windows need, less than would weigh on others. */
  readonly mostStreams: number;
  /** Whose sign-ins are over. */
  readonly signIns: OpenSignIns;
  /** Ends every stream. */
  readonly stopping: AbortSignal;
}

/** `LabEvent`s as server-sent events, each under its type; the first ones tell everything. */
export function addEventRoutes(app: ServerApp, parts: EventParts): void {
  const { runner, heartbeatMs, signIns, stopping } = parts;
  const [method, path] = paths.events;
  const places = makePlaces(parts.mostStreams, () => tooMany(parts.mostStreams));
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
      const over = AbortSignal.any([stopping, signIns.signalOf(signIn)]);
      return streamQueue(c, { queue, over, heartbeatMs, held: held.move() });
    },
  );
}

function tooMany(most: number): DrydockError {
  return new DrydockError('too-many', {
    message: `${most} pages of yours follow a lab already.`,
    fix: 'Close some of them.',
  });
}
