import * as z from 'zod';
import { CheckResultSchema } from '../lab/checks/result.ts';
import type { AttemptStore } from '../lab/ports/store.ts';
import { SeatClassSchema } from '../lab/seats/seat-class.ts';
import { SeatKindSchema } from '../lab/seats/seat-kind.ts';
import { jsonColumn, optionalColumn } from './columns.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import type { Observations } from './observations.ts';
import type { Standings } from './standings.ts';
import { prepareStatements } from './statements.ts';

/** What an image is known by, for each service. */
export const ImageDigestsSchema = z.record(
  z.string(),
  z.object({ kind: z.enum(['repo-digest', 'image-id']), digest: z.string() }),
);

const AttemptRow = z
  .object({
    id: z.string(),
    run: z.string(),
    person: optionalColumn(z.string()),
    at: z.string(),
    contentHash: optionalColumn(z.string()),
    drydockVersion: optionalColumn(z.string()),
    results: jsonColumn(z.array(CheckResultSchema)),
    observationHash: z.string(),
    imageDigests: jsonColumn(ImageDigestsSchema),
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
  observations: Observations,
  standings: Pick<Standings, 'afterAttempt'>,
): Pick<AttemptStore, 'addAttempt' | 'findAttempt' | 'listAttempts'> {
  const sql = prepareStatements(db.handle, new URL('./attempts.sql', import.meta.url), [
    'insertAttempt',
    'findAttempt',
    'listAttempts',
  ]);
  return {
    addAttempt: ({ id = newId(), observation, ...attempt }) =>
      db.write(() => {
        const observationHash = observations.keep(observation);
        const { results, imageDigests, engine, person, contentHash, drydockVersion, ...columns } = attempt;
        sql.insertAttempt.run({
          id,
          ...columns,
          person: person ?? null,
          contentHash: contentHash ?? null,
          drydockVersion: drydockVersion ?? null,
          results: JSON.stringify(results),
          observationHash,
          imageDigests: JSON.stringify(imageDigests),
          engineVersion: engine.version,
          engineKernel: engine.kernel,
        });
        standings.afterAttempt(attempt.run, {
          results,
          at: attempt.at,
          isLocal: attempt.attestedBy === 'local',
        });
        return { ...attempt, id, observationHash };
      }),
    findAttempt: (id) => db.read(() => AttemptRow.optional().parse(sql.findAttempt.get({ id }))),
    listAttempts: (run) => db.read(() => z.array(AttemptRow).parse(sql.listAttempts.all({ run }))),
  };
}
