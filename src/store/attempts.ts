import * as z from 'zod';
import type { AttemptStore } from '../lab/ports/store.ts';
import { CheckResultSchema } from '../lab/result.ts';
import { SeatClassSchema } from '../lab/seat-class.ts';
import { SeatKindSchema } from '../lab/seat-kind.ts';
import { jsonColumn, ObservationValue } from './columns.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import { prepareStatements } from './statements.ts';

const AttemptRow = z
  .object({
    id: z.string(),
    run: z.string(),
    at: z.string(),
    results: jsonColumn(z.array(CheckResultSchema)),
    earned: z.number(),
    of: z.number(),
    observation: jsonColumn(ObservationValue),
    imageDigests: jsonColumn(z.record(z.string(), z.string())),
    engineVersion: z.string(),
    engineKernel: z.string(),
    seatKind: SeatKindSchema,
    seatClass: SeatClassSchema,
    attestedBy: z.enum(['local', 'server']),
  })
  .transform(({ engineVersion: version, engineKernel: kernel, ...attempt }) => ({
    ...attempt,
    engine: { version, kernel },
  }));

/** What was judged, when and by what, with the observation that it was judged from. Never changed. */
export function makeAttempts(
  db: Database,
  { newId }: StoreEffects,
): Pick<AttemptStore, 'addAttempt' | 'findAttempt' | 'listAttempts'> {
  const sql = prepareStatements(db.handle, new URL('./attempts.sql', import.meta.url), [
    'insertAttempt',
    'findAttempt',
    'listAttempts',
  ]);
  return {
    addAttempt: (attempt) =>
      db.write(() => {
        const { id = newId() } = attempt;
        const { run, at, earned, of, seatKind, seatClass, attestedBy } = attempt;
        sql.insertAttempt.run({
          id,
          run,
          at,
          results: JSON.stringify(attempt.results),
          earned,
          of,
          observation: JSON.stringify(attempt.observation),
          imageDigests: JSON.stringify(attempt.imageDigests),
          engineVersion: attempt.engine.version,
          engineKernel: attempt.engine.kernel,
          seatKind,
          seatClass,
          attestedBy,
        });
        return { ...attempt, id };
      }),
    findAttempt: (id) => db.read(() => AttemptRow.optional().parse(sql.findAttempt.get({ id }))),
    listAttempts: (run) => db.read(() => z.array(AttemptRow).parse(sql.listAttempts.all({ run }))),
  };
}
