import * as z from 'zod';
import { LabIdSchema } from '../lab/lab-id.ts';
import type { SessionEventStore } from '../lab/ports/session-store.ts';
import {
  type SessionEventData,
  type SessionEventKind,
  ShownSchema,
  sessionEventData,
} from '../lab/sessions/session-event.ts';
import { jsonColumn, optionalColumn } from './columns.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import type { SessionChanges } from './session-changes.ts';
import { prepareStatements } from './statements.ts';

const schemas: { readonly [Kind in SessionEventKind]: z.ZodType<SessionEventData<Kind>> } = sessionEventData;

const EventRow = z.object({
  id: z.string(),
  person: optionalColumn(z.string()),
  by: z.string(),
  data: jsonColumn(z.unknown()),
  at: z.string(),
});

const ShownRow = z.object({
  id: z.string(),
  by: z.string(),
  kind: z.enum(['shown', 'shown-ended']),
  at: z.string(),
  what: ShownSchema.options[0].shape.what.or(ShownSchema.options[1].shape.what).nullable(),
  title: z.string().nullable(),
});
const HelpedRow = z.object({ person: z.string(), lab: LabIdSchema });

/** How many there are of a kind of one person, or of all, and with how much in them: older ones give way. */
const bounds: Partial<Readonly<Record<SessionEventKind, { most: number; mostBytes: number }>>> = {
  shown: { most: 20, mostBytes: 1_000_000 },
  'shown-ended': { most: 20, mostBytes: 1_000_000 },
  'link-renewed': { most: 20, mostBytes: 1_000_000 },
};

export interface SessionEvents extends SessionEventStore {
  /** In a transaction of the caller's. */
  record: SessionEventStore['addSessionEvent'];
}

/** What was done in sessions, in order. Whoever listens to a session is told once it is on disk. */
export function makeSessionEvents(
  db: Database,
  { clock, newId }: StoreEffects,
  changes: SessionChanges,
): SessionEvents {
  const sql = prepareStatements(db.handle, new URL('./session-events.sql', import.meta.url), [
    'insertEvent',
    'listEvents',
    'lastEvent',
    'lastShown',
    'listHelped',
    'dropOldEvents',
  ]);
  const record: SessionEvents['record'] = (session, kind, { person, by, data }) => {
    const at = clock().toISOString();
    const row = { id: newId(), session, kind, person: person ?? null, by, at };
    sql.insertEvent.run({ ...row, data: JSON.stringify(data) });
    const bound = bounds[kind];
    if (bound !== undefined) sql.dropOldEvents.run({ session, kind, person: row.person, ...bound });
    changes.afterWrite(session, { type: 'done', kind, ...(person === undefined ? {} : { person }) });
  };
  return {
    record,
    addSessionEvent: (...event) => db.write(() => record(...event)),
    listSessionEvents: (session, kind, person) =>
      db.read(() =>
        z
          .array(EventRow)
          .parse(sql.listEvents.all({ session, kind, person: person ?? null }))
          .map((row) => ({ ...row, data: schemas[kind].parse(row.data) })),
      ),
    lastSessionEvent: (session, kind, person) =>
      db.read(() => {
        const last = { session, kind, person: person ?? null };
        const row = EventRow.optional().parse(sql.lastEvent.get(last));
        return row && { ...row, data: schemas[kind].parse(row.data) };
      }),
    shownNow: (session) =>
      db.read(() => {
        const last = ShownRow.optional().parse(sql.lastShown.get({ session }));
        if (last === undefined || last.kind === 'shown-ended' || last.what === null) return undefined;
        const { id, by, at, what, title } = last;
        return { id, by, at, what, title: title ?? '' };
      }),
    listHelped: (session) => db.read(() => z.array(HelpedRow).parse(sql.listHelped.all({ session }))),
  };
}
