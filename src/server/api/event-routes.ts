import { createRoute } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import * as z from 'zod';
import { paths } from '../../lab/wire/paths.ts';
import { LabParams } from '../../lab/wire/routes.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import type { ServerApp } from '../environment.ts';
import { makeEventQueue } from '../event-queue.ts';
import type { OpenSessions } from '../login/open-sessions.ts';
import type { Places } from '../places.ts';
import { runKeyOf } from './route-parts.ts';

export interface EventParts {
  readonly runner: LabRunner;
  /** A comment is sent when nothing else was for so long, so that a line that broke is noticed. */
  readonly heartbeatMs: number;
  /** Of one person. */
  readonly places: Places;
  /** Whose sessions are over. */
  readonly sessions: OpenSessions;
  /** Ends every stream. */
  readonly stopping: AbortSignal;
}

/** `LabEvent`s as server-sent events, each under its type; the first ones tell everything. */
export function addEventRoutes(app: ServerApp, parts: EventParts): void {
  const { runner, heartbeatMs, places, sessions, stopping } = parts;
  const [method, path] = paths.events;
  app.openapi(
    createRoute({
      method,
      path,
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
      const ended = sessions.signalOf(c.get('caller').session);
      const place = places.take(c.get('caller').person.id);
      const subscription = await runner.follow(key, queue.push).catch((error: unknown) => {
        place[Symbol.dispose]();
        throw error;
      });
      c.header('x-accel-buffering', 'no');
      return streamSSE(c, async (stream) => {
        for (const over of [stopping, ended]) over.addEventListener('abort', queue.close);
        stream.onAbort(queue.close);
        if (stopping.aborted || ended.aborted || stream.aborted) queue.close();
        try {
          await stream.write('retry: 1000\n\n');
          while (!queue.closed) {
            const event = await queue.take(heartbeatMs);
            if (event !== undefined) {
              await stream.writeSSE({ event: event.type, data: JSON.stringify(event) });
            } else if (!queue.closed) {
              await stream.write(': still here\n\n');
            }
          }
        } finally {
          for (const over of [stopping, ended]) over.removeEventListener('abort', queue.close);
          place[Symbol.dispose]();
          await subscription[Symbol.asyncDispose]();
        }
      });
    },
  );
}
