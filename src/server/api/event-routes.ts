import { createRoute } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import * as z from 'zod';
import type { LabRunner } from '../../runner/lab-runner.ts';
import type { ServerApp } from '../environment.ts';
import { makeEventQueue } from '../event-queue.ts';
import { LabParams, labKey } from './route-parts.ts';

export interface EventParts {
  readonly runner: LabRunner;
  /** A comment is sent when nothing else was for so long, so that a line that broke is noticed. */
  readonly heartbeatMs: number;
  /** Ends every stream. */
  readonly stopping: AbortSignal;
}

/** `LabEvent`s as server-sent events, each under its type; the first ones tell everything. */
export function addEventRoutes(app: ServerApp, { runner, heartbeatMs, stopping }: EventParts): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api/labs/{chapter}/{lab}/events',
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
      const queue = makeEventQueue();
      const key = labKey(c.get('caller'), c.req.valid('param'));
      const subscription = await runner.follow(key, queue.push);
      c.header('x-accel-buffering', 'no');
      return streamSSE(c, async (stream) => {
        stopping.addEventListener('abort', queue.close);
        stream.onAbort(queue.close);
        if (stopping.aborted || stream.aborted) queue.close();
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
          stopping.removeEventListener('abort', queue.close);
          await subscription[Symbol.asyncDispose]();
        }
      });
    },
  );
}
