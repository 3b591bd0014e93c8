import * as z from 'zod';
import type { GradingStore } from '../../grades/assignments/assignment-store.ts';
import type { Database } from '../database.ts';
import { prepareStatements } from '../statements.ts';

const MarkRow = z.object({ mark: z.string() });

/** Whether grades may have changed, at the price of some look-ups. */
export function makeGradeMark(db: Database): Pick<GradingStore, 'gradeMark'> {
  const sql = prepareStatements(db.handle, new URL('./grade-mark.sql', import.meta.url), ['gradeMark']);
  return { gradeMark: (assignment) => db.read(() => MarkRow.parse(sql.gradeMark.get({ assignment })).mark) };
}
