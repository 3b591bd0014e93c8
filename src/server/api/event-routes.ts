import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { paths } from '../../lab/wire/paths.ts';
import type { ServerApp } from '../environment.ts';
import type { OpenSignIns } from '../login/open-sign-ins.ts';
import { permit } from '../permit.ts';
import type { Places } from '../places.ts';
import { streamQueue } from './event-stream.ts';
import type { StreamRoute } from './page-streams.ts';

export interface EventParts {
  readonly streams: readonly StreamRoute[];
  /** A comment is sent when nothing else was for so long, so that a line that broke is noticed. */
  readonly heartbeatMs: number;
  /** Of one person. */
  readonly places: Places;
  /** Whose sign-ins are over. */
  readonly signIns: OpenSignIns;
  /** Ends every stream. */
  readonly stopping: AbortSignal;
}

/** All that pages follow as server-sent events, each under its type; the first ones tell everything. */
export function addEventRoutes(app: ServerApp, { streams, ...parts }: EventParts): void {
  for (const stream of streams) addEventRoute(app, stream, parts);
}

function addEventRoute(
  app: ServerApp,
  { name, action, tells, params, open }: StreamRoute,
  { heartbeatMs, places, signIns, stopping }: Omit<EventParts, 'streams'>,
): void {
  const [method, path] = paths[name];
  const responses = {
    200: {
      description: `Server-sent events: the type of what is told as \`event\`, and in \`data\` as JSON ${tells}`,
      content: { 'text/event-stream': { schema: z.string() } },
    },
  };
  const route = createRoute({ method, path, middleware: [permit(action)], request: { params }, responses });
  app.openapi(route, async (c) => {
    const caller = c.get('caller');
    await using held = new AsyncDisposableStack();
    const { queue, over, begin } = open(caller, c.req.valid('param'), held);
    // A HEAD request is routed here too, and nobody would read, or end, the stream that it does not get.
    if (c.req.raw.method === 'HEAD') return c.body('', 200, { 'content-type': 'text/event-stream' });
    held.use(places.take(caller.person.id));
    held.use(await begin());
    const ends = [stopping, held.use(signIns.hold(caller.signIn)).signal];
    return streamQueue(c, {
      queue,
      over: AbortSignal.any(over === undefined ? ends : [...ends, over]),
      heartbeatMs,
      held: held.move(),
    });
  });
}
