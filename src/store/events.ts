import * as z from 'zod';
import type { AttemptStore, EventType, RecordedEvent, StoreEvent } from '../lab/ports/store.ts';
import { jsonColumn } from './columns.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import type { Observations } from './observations.ts';
import type { Standings } from './standings.ts';
import { prepareStatements } from './statements.ts';

const Common = z.object({ id: z.string(), run: z.string(), at: z.string() });

const saidBy = { person: z.string().optional() };

const EventSchema = z.discriminatedUnion('type', [
  Common.extend({ type: z.literal('task-done'), task: z.string() }),
  Common.extend({ type: z.literal('lab-done') }),
  Common.extend({ type: z.literal('hint-opened'), ...saidBy, task: z.string(), hint: z.number() }),
  Common.extend({ type: z.literal('solution-shown'), ...saidBy }),
  Common.extend({ type: z.literal('observed'), moment: z.literal('start'), observationHash: z.string() }),
  Common.extend({ type: z.literal('edge-seen'), check: z.string() }),
  Common.extend({
    type: z.literal('job'),
    kind: z.string(),
    outcome: z.enum(['done', 'failed', 'cancelled']),
  }),
]);

/** A row has the fields that every event has, and what it refers to; those of its type are in `data`. */
export const EventRow = Common.extend({
  type: z.string(),
  data: jsonColumn(z.record(z.string(), z.unknown())),
  observation: z.string().nullable(),
})
  .transform(({ data, observation, ...common }) => ({
    ...data,
    ...common,
    ...(observation === null ? {} : { observationHash: observation }),
  }))
  .pipe(EventSchema);

/** Things that happened in a run, in order. */
export function makeEvents(
  db: Database,
  { clock, newId }: StoreEffects,
  observations: Observations,
  standings: Pick<Standings, 'afterTask'>,
): Pick<AttemptStore, 'addEvent' | 'listEvents'> {
  const sql = prepareStatements(db.handle, new URL('./events.sql', import.meta.url), [
    'insertEvent',
    'listEvents',
    'listEventsOf',
  ]);
  const refer = (event: StoreEvent) => {
    if (event.type !== 'observed') return event;
    const { observation, ...rest } = event;
    return { ...rest, observationHash: observations.keep(observation) };
  };
  return {
    addEvent: (event): RecordedEvent =>
      db.write(() => {
        const recorded = EventSchema.parse({ ...refer(event), id: newId(), at: clock().toISOString() });
        const { id, run, type, at, ...told } = recorded;
        const { observationHash = null, ...data } = { observationHash: undefined, ...told };
        sql.insertEvent.run({ id, run, type, at, data: JSON.stringify(data), observation: observationHash });
        if (recorded.type === 'task-done') standings.afterTask(run, recorded.task, at);
        return recorded;
      }),
    listEvents: <T extends EventType>(run: string, types?: readonly T[]) =>
      db.read(() => {
        const rows = types
          ? sql.listEventsOf.all({ run, types: JSON.stringify(types) })
          : sql.listEvents.all({ run });
        const isAsked = (event: RecordedEvent): event is Extract<RecordedEvent, { readonly type: T }> =>
          types === undefined || types.some((type) => type === event.type);
        return z.array(EventRow).parse(rows).filter(isAsked);
      }),
  };
}
