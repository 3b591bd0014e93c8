import * as z from 'zod';
import { AdjustmentSchema } from '../../grades/adjustment.ts';
import type { RuleStore } from '../../grades/assignments/assignment-store.ts';
import { OverrideSchema } from '../../grades/grade/handed-in.ts';
import { jsonColumn, optionalColumn } from '../columns.ts';
import type { Database } from '../database.ts';
import type { StoreEffects } from '../effects.ts';
import { prepareStatements } from '../statements.ts';
import { stampAfter } from './stamp.ts';

const AdjustmentRow = z
  .object({
    id: z.string(),
    person: z.string(),
    change: jsonColumn(z.unknown()),
    by: z.string(),
    at: z.string(),
    reason: z.string(),
    replaces: optionalColumn(z.string()),
  })
  .transform(withoutUndefined)
  .pipe(AdjustmentSchema);
const OverrideRow = z
  .object({
    id: z.string(),
    person: z.string(),
    lab: optionalColumn(z.string()),
    points: z.number().nullable(),
    by: z.string(),
    at: z.string(),
    reason: z.string(),
  })
  .transform(withoutUndefined)
  .pipe(OverrideSchema);
const CommentRow = z.object({
  id: z.string(),
  person: z.string(),
  by: z.string(),
  at: z.string(),
  text: z.string(),
});

/** What was said of people's work: what is otherwise for one, what it is worth instead, and comments. Only added to. */
export function makeSaidOfWork(
  db: Database,
  { clock, newId }: StoreEffects,
): Pick<
  RuleStore,
  'addAdjustment' | 'listAdjustments' | 'addOverride' | 'listOverrides' | 'addComment' | 'listComments'
> {
  const sql = prepareStatements(db.handle, new URL('./said-of-work.sql', import.meta.url), [
    'insertAdjustment',
    'lastAdjustment',
    'listAdjustments',
    'insertOverride',
    'lastOverride',
    'listOverrides',
    'insertComment',
    'listComments',
  ]);
  return {
    addAdjustment: (assignment, adjustment) =>
      db.write(() => {
        const { change, replaces = null, ...columns } = adjustment;
        const last = sql.lastAdjustment.get({ assignment, person: adjustment.person });
        const stamped = { id: newId(), at: stampAfter(last, clock) };
        const row = { ...stamped, ...columns, assignment, replaces, change: JSON.stringify(change) };
        sql.insertAdjustment.run(row);
        return { ...adjustment, ...stamped };
      }),
    listAdjustments: (assignment) =>
      db.read(() => z.array(AdjustmentRow).parse(sql.listAdjustments.all({ assignment }))),
    addOverride: (assignment, override) =>
      db.write(() => {
        const { lab = null, ...columns } = override;
        const last = sql.lastOverride.get({ assignment, person: override.person });
        const stamped = { id: newId(), at: stampAfter(last, clock) };
        sql.insertOverride.run({ ...stamped, ...columns, lab, assignment });
        return { ...override, ...stamped };
      }),
    listOverrides: (assignment) =>
      db.read(() => z.array(OverrideRow).parse(sql.listOverrides.all({ assignment }))),
    addComment: (assignment, comment) =>
      db.write(() => {
        const stamped = { id: newId(), at: clock().toISOString() };
        sql.insertComment.run({ ...stamped, ...comment, assignment });
        return { ...comment, ...stamped };
      }),
    listComments: (assignment) =>
      db.read(() => z.array(CommentRow).parse(sql.listComments.all({ assignment }))),
  };
}

/** A member that is not there is left out, as the schemas of values have it. */
function withoutUndefined(row: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
}
