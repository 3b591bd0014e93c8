import * as z from 'zod';
import { DrydockError } from '../lab/errors.ts';
import { LabIdSchema } from '../lab/lab-id.ts';
import { type Run, type RunContext, type RunStore, runSteps } from '../lab/ports/store.ts';
import { SeatClassSchema } from '../lab/seats/seat-class.ts';
import { SeatKindSchema } from '../lab/seats/seat-kind.ts';
import { jsonColumn } from './columns.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import { prepareStatements } from './statements.ts';

const RunRow = z.object({
  id: z.string(),
  party: z.string(),
  lab: LabIdSchema,
  context: z.custom<RunContext>(
    (value) => typeof value === 'string' && /^self$|^(session|assignment):/.test(value),
  ),
  contentHash: z.string(),
  seed: z.string(),
  vars: jsonColumn(z.record(z.string(), z.string())),
  intent: z.enum(['running', 'stopped']),
  // What another version wrote is a job that is not done.
  step: z.enum(runSteps).catch('start'),
  seatKind: SeatKindSchema,
  seatClass: SeatClassSchema,
  workspaceDir: z.string(),
  createdAt: z.string(),
  appliedHash: z.string(),
});

/** The runs of a store: a party on a lab, and what is wanted of it. */
export function makeRuns(
  db: Database,
  { clock, newId }: StoreEffects,
): Pick<RunStore, 'createRun' | 'findRun' | 'listRuns' | 'updateRun'> {
  const sql = prepareStatements(db.handle, new URL('./runs.sql', import.meta.url), [
    'insertRun',
    'selectRun',
    'findRun',
    'listRuns',
    'updateRun',
  ]);

  function getRun(id: string): Run {
    const row = sql.selectRun.get({ id });
    if (row === undefined) throw new DrydockError('not-found', { message: `There is no run ${id}.` });
    return RunRow.parse(row);
  }

  return {
    createRun: (run) =>
      db.write(() => {
        const id = newId();
        const {
          vars,
          party,
          lab,
          context,
          contentHash,
          seed,
          intent,
          step,
          seatKind,
          seatClass,
          workspaceDir,
        } = run;
        sql.insertRun.run({
          id,
          party,
          lab,
          context,
          contentHash,
          seed,
          vars: JSON.stringify(vars),
          intent,
          step,
          seatKind,
          seatClass,
          workspaceDir,
          createdAt: clock().toISOString(),
        });
        return getRun(id);
      }),
    findRun: ({ party, lab, context }) =>
      db.read(() => RunRow.optional().parse(sql.findRun.get({ party, lab, context }))),
    listRuns: (filter) =>
      db.read(() => z.array(RunRow).parse(sql.listRuns.all({ intent: filter?.intent ?? null }))),
    updateRun: (id, change) =>
      db.write(() => {
        sql.updateRun.run({
          id,
          intent: change.intent ?? null,
          step: change.step ?? null,
          appliedHash: change.appliedHash ?? null,
          seatKind: change.seatKind ?? null,
          seatClass: change.seatClass ?? null,
        });
        return getRun(id);
      }),
  };
}
