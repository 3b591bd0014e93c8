import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { heartbeat } from '../../lab/wire/heartbeat.ts';
import type { ServerEnv } from '../environment.ts';
import type { EventQueue } from '../event-queue.ts';

/** What a stream of server-sent events is made of. */
interface QueueStream<Event> {
  readonly queue: EventQueue<Event>;
  /** Ends the stream. */
  readonly over: AbortSignal;
  /** A comment is sent when nothing else was for so long, so that a line that broke is noticed. */
  readonly heartbeatMs: number;
  /** Let go of when the stream has ended, by whichever side. */
  readonly held: AsyncDisposable;
}

/** Whoever reads has what was sent by then; what somebody else does not read is thrown away. */
const endMs = 1_000;

/** Sends a queue as server-sent events, each under its type, until either side ends it. */
export function streamQueue<Event extends { readonly type: string }>(
  c: Context<ServerEnv>,
  { queue, over, heartbeatMs, held }: QueueStream<Event>,
): Response {
  c.header('x-accel-buffering', 'no');
  return streamSSE(c, async (stream) => {
    let cut: NodeJS.Timeout | undefined;
    const end = () => {
      queue.close();
      cut ??= setTimeout(() => c.env.incoming.socket.destroy(), endMs);
    };
    over.addEventListener('abort', end);
    stream.onAbort(queue.close);
    if (over.aborted || stream.aborted) end();
    try {
      await stream.write('retry: 1000\n\n');
      while (!queue.closed) {
        const event = await queue.take(heartbeatMs);
        if (event !== undefined) {
          await stream.writeSSE({ event: event.type, data: JSON.stringify(event) });
        } else if (!queue.closed) {
          await stream.write(`: ${heartbeat}\n\n`);
        }
      }
    } finally {
      over.removeEventListener('abort', end);
      clearTimeout(cut);
      await held[Symbol.asyncDispose]();
    }
  });
}
