import { createRoute } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import * as z from 'zod';
import { DrydockError } from '../../lab/errors.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import type { ServerApp } from '../environment.ts';
import { makeEventQueue } from '../event-queue.ts';
import { LabParams, labKey } from './route-parts.ts';

export interface EventParts {
  readonly runner: LabRunner;
  /** A comment is sent when nothing else was for so long, so that a line that broke is noticed. */
  readonly heartbeatMs: number;
  /** To one person at once: more than their windows need, less than would weigh on others. */
  readonly mostStreams: number;
  /** Ends every stream. */
  readonly stopping: AbortSignal;
}

/** `LabEvent`s as server-sent events, each under its type; the first ones tell everything. */
export function addEventRoutes(app: ServerApp, parts: EventParts): void {
  const { runner, heartbeatMs, stopping } = parts;
  const places = makePlaces(parts.mostStreams);
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
      const key = labKey(c.get('caller'), c.req.valid('param'));
      // A HEAD request is routed here too, and nobody would read, or end, the stream that it does not get.
      if (c.req.raw.method === 'HEAD') {
        runner.getLab(key.lab);
        return c.body('', 200, { 'content-type': 'text/event-stream' });
      }
      const queue = makeEventQueue();
      const place = places.take(key.person);
      const subscription = await runner.follow(key, queue.push).catch((error: unknown) => {
        place[Symbol.dispose]();
        throw error;
      });
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
          place[Symbol.dispose]();
          await subscription[Symbol.asyncDispose]();
        }
      });
    },
  );
}

/** Counts what each person has open. */
function makePlaces(most: number): { take(person: string): Disposable } {
  const taken = new Map<string, number>();
  return {
    take: (person) => {
      const count = taken.get(person) ?? 0;
      if (count >= most) {
        throw new DrydockError('too-many', {
          message: `${most} pages of yours follow a lab already.`,
          fix: 'Close some of them.',
        });
      }
      taken.set(person, count + 1);
      return {
        [Symbol.dispose]: () => {
          const left = (taken.get(person) ?? 1) - 1;
          if (left > 0) taken.set(person, left);
          else taken.delete(person);
        },
      };
    },
  };
}
