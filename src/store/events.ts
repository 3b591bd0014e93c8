import * as z from 'zod';
import type { AttemptStore, RecordedEvent } from '../lab/ports/store.ts';
import { jsonColumn, ObservationValue } from './columns.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import { prepareStatements } from './statements.ts';

const Common = z.object({ id: z.string(), run: z.string(), at: z.string() });

const saidBy = { person: z.string().optional() };

const EventSchema = z.discriminatedUnion('type', [
  Common.extend({ type: z.literal('task-done'), task: z.string() }),
  Common.extend({ type: z.literal('lab-done') }),
  Common.extend({ type: z.literal('hint-opened'), ...saidBy, task: z.string(), hint: z.number() }),
  Common.extend({ type: z.literal('solution-shown'), ...saidBy }),
  Common.extend({
    type: z.literal('observed'),
    moment: z.literal('start'),
    observation: ObservationValue,
  }),
  Common.extend({ type: z.literal('edge-seen'), check: z.string() }),
  Common.extend({
    type: z.literal('job'),
    kind: z.string(),
    outcome: z.enum(['done', 'failed', 'cancelled']),
  }),
]);

/** A row has the fields that every event has; those of its type are in `data`. */
export const EventRow = Common.extend({
  type: z.string(),
  data: jsonColumn(z.record(z.string(), z.unknown())),
})
  .transform(({ data, ...common }) => ({ ...data, ...common }))
  .pipe(EventSchema);

/** Things that happened in a run, in order. */
export function makeEvents(
  db: Database,
  { clock, newId }: StoreEffects,
): Pick<AttemptStore, 'addEvent' | 'listEvents'> {
  const sql = prepareStatements(db.handle, new URL('./events.sql', import.meta.url), [
    'insertEvent',
    'listEvents',
  ]);
  return {
    addEvent: (event): RecordedEvent =>
      db.write(() => {
        const recorded = EventSchema.parse({ ...event, id: newId(), at: clock().toISOString() });
        const { id, run, type, at, ...data } = recorded;
        sql.insertEvent.run({ id, run, type, at, data: JSON.stringify(data) });
        return recorded;
      }),
    listEvents: (run) => db.read(() => z.array(EventRow).parse(sql.listEvents.all({ run }))),
  };
}
