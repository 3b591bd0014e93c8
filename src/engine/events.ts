import { z } from 'zod';
import type { EngineEvent } from '../lab/ports/engine.ts';
import type { EngineClient } from './client.ts';
import type { Deadline } from './deadline.ts';
import { cancellable } from './dockerode-gaps.ts';
import { explainEngineError } from './engine-error.ts';
import { readJsonLines } from './json-lines.ts';

const eventSchema = z.object({
  Type: z.enum(['container', 'network', 'volume', 'image']),
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()).nullish() }),
});

/** An event of `GET /events`; the attributes carry the labels. Undefined for kinds that we do not follow. */
export function parseEvent(value: unknown): EngineEvent | undefined {
  const parsed = eventSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { Type, Action, Actor } = parsed.data;
  return { type: Type, action: Action, id: Actor.ID, labels: Actor.Attributes ?? {} };
}

/** Follows the Engine's events from now on until disposed. `onEnd` hears once of an end that was not asked for. */
export async function followEvents(
  client: EngineClient,
  onEvent: (event: EngineEvent) => void,
  onEnd: (cause: unknown) => void,
): Promise<AsyncDisposable> {
  const filters = { type: ['container', 'network', 'volume', 'image'] };
  const listen = ({ signal }: Deadline) => client.gaps.getEvents({ filters, ...cancellable(signal) });
  const stream = await client.call('tell its events', listen, { kind: 'ask' });
  let disposed = false;
  const reading = (async () => {
    try {
      for await (const value of readJsonLines(stream)) {
        const event = parseEvent(value);
        if (event !== undefined && !disposed) onEvent(event);
      }
      throw Object.assign(new Error('the stream of events ended'), { code: 'ECONNRESET' });
    } catch (error) {
      if (!disposed) onEnd(explainEngineError(error, { doing: 'tell its events', engine: client.name }));
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      disposed = true;
      stream.destroy();
      await reading;
    },
  };
}
