import * as z from 'zod';
import { DrydockError } from '../lab/errors.ts';
import { LabIdSchema } from '../lab/lab-id.ts';
import type { SessionStore } from '../lab/ports/session-store.ts';
import { usualKeepDays } from '../lab/sessions/consent.ts';
import { type Session, sessionStates } from '../lab/sessions/session.ts';
import { usualWorkDays } from '../lab/wire/work-days.ts';
import { jsonColumn, optionalColumn } from './columns.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import type { SessionChanges } from './session-changes.ts';
import { prepareStatements } from './statements.ts';

const CourseRow = z.object({
  id: z.string(),
  title: z.string(),
  zone: z.string(),
  keepDays: optionalColumn(z.number()),
});
const SessionRow = z.object({
  id: z.string(),
  course: z.string(),
  title: z.string(),
  code: z.string(),
  capacity: z.number(),
  opens: z.string(),
  ends: z.string(),
  keepDays: z.number(),
  state: z.enum(sessionStates),
  labs: jsonColumn(z.array(LabIdSchema)),
});

/** Courses, and the sessions of each: what is taught, when, and by which code one joins. */
export function makeSessions(
  db: Database,
  { clock, newId }: StoreEffects,
  changes: SessionChanges,
): Pick<
  SessionStore,
  | 'listCourses'
  | 'addCourse'
  | 'keepWorkOf'
  | 'listSessions'
  | 'findSession'
  | 'findByCode'
  | 'addSession'
  | 'changeSession'
> {
  const sql = prepareStatements(db.handle, new URL('./sessions.sql', import.meta.url), [
    'listCourses',
    'insertCourse',
    'updateCourse',
    'listSessions',
    'findSession',
    'findByCode',
    'insertSession',
    'updateSession',
    'clearLabs',
    'insertLab',
  ]);
  const setLabs = (session: string, labs: Session['labs']) => {
    sql.clearLabs.run({ session });
    for (const [ord, lab] of labs.entries()) sql.insertLab.run({ session, ord, lab });
  };
  const find = (id: string) => SessionRow.optional().parse(sql.findSession.get({ id }));
  const get = (id: string): Session => {
    const found = find(id);
    if (found === undefined) throw new DrydockError('not-found', { message: `There is no session ${id}.` });
    return found;
  };

  return {
    listCourses: () => db.read(() => z.array(CourseRow).parse(sql.listCourses.all())),
    addCourse: (title, zone, keepDays = usualWorkDays) =>
      db.write(() => {
        const course = { id: newId(), title, zone };
        sql.insertCourse.run({ ...course, keepDays, at: clock().toISOString() });
        return { ...course, keepDays: keepDays ?? undefined };
      }),
    keepWorkOf: (id, keepDays) =>
      db.write(() => {
        const found = CourseRow.optional().parse(sql.updateCourse.get({ id, keepDays }));
        if (found === undefined)
          throw new DrydockError('not-found', { message: `There is no course ${id}.` });
        return found;
      }),
    listSessions: () => db.read(() => z.array(SessionRow).parse(sql.listSessions.all())),
    findSession: (id) => db.read(() => find(id)),
    findByCode: (code) => db.read(() => SessionRow.optional().parse(sql.findByCode.get({ code }))),
    addSession: ({ labs, keepDays = usualKeepDays, ...session }) =>
      db.write(() => {
        const id = newId();
        sql.insertSession.run({ id, keepDays, ...session, at: clock().toISOString() });
        setLabs(id, labs);
        return get(id);
      }),
    changeSession: (id, change) =>
      db.write(() => {
        const { title, code, capacity, opens, ends, keepDays, state, labs } = get(id);
        sql.updateSession.run({
          id,
          title: change.title ?? title,
          code: change.code ?? code,
          capacity: change.capacity ?? capacity,
          opens: change.opens ?? opens,
          ends: change.ends ?? ends,
          keepDays: change.keepDays ?? keepDays,
          state: change.state ?? state,
        });
        setLabs(id, change.labs ?? labs);
        changes.afterWrite(id, { type: 'session' });
        return get(id);
      }),
  };
}
