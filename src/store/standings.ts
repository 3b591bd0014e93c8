import * as z from 'zod';
import { CheckResultSchema } from '../lab/checks/result.ts';
import { LabIdSchema } from '../lab/lab-id.ts';
import type { BoardCell } from '../lab/ports/session-store.ts';
import {
  type JudgedResults,
  type Standing,
  StandingSchema,
  standingDone,
  standingsAfter,
} from '../lab/sessions/standing.ts';
import { jsonColumn } from './columns.ts';
import type { Database } from './database.ts';
import type { SessionChanges } from './session-changes.ts';
import { prepareStatements } from './statements.ts';

const RunRow = z.object({ party: z.string(), lab: LabIdSchema, context: z.string() });
const StandingRow = z.object({ task: z.string(), value: jsonColumn(StandingSchema) });
const CellRow = z
  .object({ party: z.string(), lab: LabIdSchema })
  .extend(StandingRow.shape)
  .transform(({ value, ...cell }) => ({ ...cell, standing: value }));

const AttestedRow = z.object({ attestedBy: z.string() });
const FoundRow = z.object({ found: z.union([z.literal(0), z.literal(1)]) });
const RecordedRow = z.object({
  run: z.string(),
  at: z.string(),
  results: jsonColumn(z.array(CheckResultSchema)).nullable(),
  task: z.string().nullable(),
  attestedBy: z.string().nullable(),
});

export interface Standings {
  /** In the transaction that records an attempt: what became of its tasks. Undefined where the run is of no session. */
  afterAttempt(run: string, judged: JudgedResults): void;
  /** In the transaction that records that a task was completed. */
  afterTask(run: string, task: string, at: string): void;
  readBoard(session: string): readonly BoardCell[];
}

/**
 * How parties stand in the tasks of sessions: rows that attempts and events give, written with them, and made of them
 * again where there are none. Whoever listens to a session is told once the transaction is on disk.
 */
export function makeStandings(db: Database, changes: SessionChanges): Standings {
  const sql = prepareStatements(db.handle, new URL('./standings.sql', import.meta.url), [
    'runOf',
    'standingsOf',
    'setStanding',
    'board',
    'lastAttested',
    'hasStandings',
    'recorded',
  ]);
  const record = (
    run: string,
    after: (before: ReadonlyMap<string, Standing>) => ReadonlyMap<string, Standing>,
  ) => {
    const { party, lab, context } = RunRow.parse(sql.runOf.get({ run }));
    const session = /^session:(.+)$/.exec(context)?.[1];
    if (session === undefined) return;
    const rows = z.array(StandingRow).parse(sql.standingsOf.all({ context, party, lab }));
    const changed = after(new Map(rows.map(({ task, value }) => [task, value])));
    const cells = [...changed].map(([task, standing]) => ({ party, lab, task, standing }));
    for (const { task, standing } of cells)
      sql.setStanding.run({ context, party, lab, task, value: JSON.stringify(standing) });
    if (cells.length > 0) changes.afterWrite(session, { type: 'cells', cells });
  };
  const afterAttempt: Standings['afterAttempt'] = (run, judged) =>
    record(run, (before) => standingsAfter(before, judged));
  const afterTask: Standings['afterTask'] = (run, task, at) =>
    record(run, (before) => {
      const last = AttestedRow.optional().parse(sql.lastAttested.get({ run, at }));
      return new Map([[task, standingDone(before.get(task), at, last?.attestedBy === 'local')]]);
    });

  // An archive has none.
  db.write(() => {
    if (FoundRow.parse(sql.hasStandings.get()).found) return;
    for (const { run, at, results, task, attestedBy } of z.array(RecordedRow).parse(sql.recorded.all()))
      if (task === null) afterAttempt(run, { results: results ?? [], at, isLocal: attestedBy === 'local' });
      else afterTask(run, task, at);
  });
  return {
    afterAttempt,
    afterTask,
    readBoard: (session) =>
      db.read(() => z.array(CellRow).parse(sql.board.all({ context: `session:${session}` }))),
  };
}
