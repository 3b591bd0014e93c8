import * as z from 'zod';
import { LabIdSchema } from '../lab/lab-id.ts';
import type { ShareStore } from '../lab/ports/session-store.ts';
import { type Share, shareKinds } from '../lab/sessions/share.ts';
import { jsonColumn, optionalColumn } from './columns.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import type { SessionChanges } from './session-changes.ts';
import { prepareStatements } from './statements.ts';

const ShareRow = z.object({
  id: z.string(),
  session: z.string(),
  person: z.string(),
  viewer: z.string(),
  viewerName: z.string(),
  mode: z.enum(shareKinds),
  lab: LabIdSchema,
  terminal: z.string(),
  askedAt: z.string(),
  answer: optionalColumn(z.enum(['yes', 'no'])),
  answeredAt: optionalColumn(z.string()),
  endedAt: optionalColumn(z.string()),
  looks: jsonColumn(z.array(z.object({ since: z.string(), until: optionalColumn(z.string()) }))),
});
const LookRow = z.object({ seq: z.number() });

/** Who asked to see whose shell, what was answered, and when it was looked at. */
export function makeShares(
  db: Database,
  { clock, newId }: StoreEffects,
  changes: SessionChanges,
): ShareStore {
  const sql = prepareStatements(db.handle, new URL('./shares.sql', import.meta.url), [
    'insertShare',
    'findShare',
    'listShares',
    'answerShare',
    'endShare',
    'beginLook',
    'endLook',
  ]);
  const now = () => clock().toISOString();
  const find = (id: string) => ShareRow.optional().parse(sql.findShare.get({ id }));
  /** The share as it is now, of which whoever listens is told. */
  const told = (id: string): Share | undefined => {
    const share = find(id);
    if (share !== undefined) changes.afterWrite(share.session, { type: 'shares', person: share.person });
    return share;
  };
  return {
    askShare: (asked) =>
      db.write(() => {
        const id = newId();
        sql.insertShare.run({ id, ...asked, at: now() });
        told(id);
        return ShareRow.parse(sql.findShare.get({ id }));
      }),
    findShare: (id) => db.read(() => find(id)),
    listShares: (session) => db.read(() => z.array(ShareRow).parse(sql.listShares.all({ session }))),
    answerShare: (id, answer) =>
      db.write(() => {
        sql.answerShare.run({ id, answer, at: now() });
        return told(id);
      }),
    endShare: (id) =>
      db.write(() => {
        sql.endShare.run({ id, at: now() });
        return told(id);
      }),
    beginLook: (share) =>
      db.write(() => {
        const { seq } = LookRow.parse(sql.beginLook.get({ share, at: now() }));
        told(share);
        return {
          [Symbol.dispose]: () => {
            db.write(() => {
              sql.endLook.run({ seq, at: now() });
              told(share);
            });
          },
        };
      }),
  };
}
