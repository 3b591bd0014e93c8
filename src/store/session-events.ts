import * as z from 'zod';
import type { SessionEventStore } from '../lab/ports/session-store.ts';
import {
  type SessionEventData,
  type SessionEventKind,
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
  ]);
  const record: SessionEvents['record'] = (session, kind, { person, by, data }) => {
    const at = clock().toISOString();
    const row = { id: newId(), session, kind, person: person ?? null, by, at };
    sql.insertEvent.run({ ...row, data: JSON.stringify(data) });
    changes.afterWrite(session, { type: 'done', kind, ...(person === undefined ? {} : { person }) });
  };
  return {
    record,
    addSessionEvent: (...event) => db.write(() => record(...event)),
    listSessionEvents: (session, kind) =>
      db.read(() =>
        z
          .array(EventRow)
          .parse(sql.listEvents.all({ session, kind }))
          .map((row) => ({ ...row, data: schemas[kind].parse(row.data) })),
      ),
  };
}
