import * as z from 'zod';
import { LabIdSchema } from '../lab/lab-id.ts';
import type { Hand, SessionStore } from '../lab/ports/session-store.ts';
import { optionalColumn } from './columns.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import type { SessionChanges } from './session-changes.ts';
import { prepareStatements } from './statements.ts';

const HandRow = z.object({
  id: z.string(),
  session: z.string(),
  person: z.string(),
  alias: z.string(),
  lab: optionalColumn(LabIdSchema),
  task: optionalColumn(z.string()),
  text: z.string(),
  raisedAt: z.string(),
  takenBy: optionalColumn(z.string()),
});
const HandRecordRow = HandRow.extend({
  takenAt: optionalColumn(z.string()),
  loweredAt: optionalColumn(z.string()),
});
const NoticeRow = z.object({
  id: z.string(),
  author: z.string(),
  text: z.string(),
  place: optionalColumn(z.string()),
  at: z.string(),
});

/** What people of a session say to one another: raised hands, and notices to everybody. */
export function makeSessionTalk(
  db: Database,
  { clock, newId }: StoreEffects,
  changes: SessionChanges,
): Pick<
  SessionStore,
  'raiseHand' | 'takeHand' | 'lowerHand' | 'listHands' | 'listAllHands' | 'addNotice' | 'listNotices'
> {
  const sql = prepareStatements(db.handle, new URL('./session-talk.sql', import.meta.url), [
    'insertHand',
    'raisedHand',
    'listHands',
    'listAllHands',
    'takeHand',
    'lowerHand',
    'insertNotice',
    'listNotices',
  ]);
  const now = () => clock().toISOString();
  type Which = { readonly id?: string; readonly session?: string; readonly person?: string };
  const rowOf = (of: Which) => sql.raisedHand.get({ id: '', session: '', person: '', ...of });
  const find = (of: Which) => HandRow.optional().parse(rowOf(of));
  const told = (hand: z.output<typeof HandRow>): Hand => {
    changes.afterWrite(hand.session, { type: 'hands', person: hand.person });
    return hand;
  };

  return {
    raiseHand: (session, person, { lab, task, text }) =>
      db.write(() => {
        const raised = find({ session, person });
        if (raised !== undefined) return raised;
        const id = newId();
        sql.insertHand.run({ id, session, person, lab: lab ?? null, task: task ?? null, text, at: now() });
        return told(HandRow.parse(rowOf({ id })));
      }),
    takeHand: (id, by) =>
      db.write(() => {
        sql.takeHand.run({ id, by, at: now() });
        const hand = find({ id });
        return hand && told(hand);
      }),
    lowerHand: (id) =>
      db.write(() => {
        const hand = find({ id });
        if (hand === undefined) return false;
        sql.lowerHand.run({ id, at: now() });
        told(hand);
        return true;
      }),
    listHands: (session) => db.read(() => z.array(HandRow).parse(sql.listHands.all({ session }))),
    listAllHands: (session) => db.read(() => z.array(HandRecordRow).parse(sql.listAllHands.all({ session }))),
    addNotice: (session, author, text, place) =>
      db.write(() => {
        const id = newId();
        sql.insertNotice.run({ id, session, author, text, place: place ?? null, at: now() });
        changes.afterWrite(session, { type: 'notices' });
        return NoticeRow.parse(sql.listNotices.get({ session, most: 1 }));
      }),
    listNotices: (session, most) =>
      db.read(() => z.array(NoticeRow).parse(sql.listNotices.all({ session, most }))),
  };
}
