import * as z from 'zod';
import { sha256 } from '../../files/sha256.ts';
import type { KeptWorkStore } from '../../grades/assignments/assignment-store.ts';
import { emptiedOutcome } from '../../grades/grade/emptied-outcome.ts';
import { GradingSchema } from '../../grades/grade/handed-in.ts';
import { jsonColumn, optionalColumn } from '../columns.ts';
import type { Database } from '../database.ts';
import type { StoreEffects } from '../effects.ts';
import { prepareStatements } from '../statements.ts';
import { makeBlobRemoval } from '../unused-blobs.ts';
import { PlaceSchema } from './gradings.ts';

const RemovableRow = z.object({ id: z.string(), answers: z.string() });
const HashRow = z.object({ hash: z.string() });
const GradingRow = z.object({
  seq: z.number(),
  outcome: jsonColumn(GradingSchema.shape.outcome),
  place: optionalColumn(jsonColumn(PlaceSchema)),
});

/** Emptying what was handed in once it was kept long enough. What it came to, and the evidence of that, stays true. */
export function makeKeptWork(db: Database, { clock }: StoreEffects): KeptWorkStore {
  const sql = prepareStatements(db.handle, new URL('./kept-work.sql', import.meta.url), [
    'removable',
    'keepNoAnswers',
    'noteRemoved',
    'emptySubmission',
    'deleteFiles',
    'forgetCauses',
    'gradingsOf',
    'emptyGrading',
    'emptyObservations',
  ]);
  const removeUnused = makeBlobRemoval(db);
  const none = sha256('{}');
  const emptyGradings = (submission: string) => {
    for (const { seq, outcome, place } of z.array(GradingRow).parse(sql.gradingsOf.all({ submission })))
      sql.emptyGrading.run({
        seq,
        // Why this machine failed is nothing of theirs.
        outcome: JSON.stringify(outcome.kind === 'judged' ? emptiedOutcome(outcome) : outcome),
        // Services are named by who handed in.
        place: place === undefined ? null : JSON.stringify({ ...place, images: {} }),
      });
  };
  return {
    removeWork: (assignment) =>
      db.write(() => {
        const removable = z.array(RemovableRow).parse(sql.removable.all({ assignment }));
        if (removable.length > 0) sql.keepNoAnswers.run({ none });
        const at = clock().toISOString();
        const hashes = new Set<string>();
        for (const { id: submission, answers } of removable) {
          sql.noteRemoved.run({ submission, at });
          sql.emptySubmission.run({ submission, none });
          hashes.add(answers);
          for (const { hash } of z.array(HashRow).parse(sql.deleteFiles.all({ submission })))
            hashes.add(hash);
          sql.forgetCauses.run({ submission });
          emptyGradings(submission);
          sql.emptyObservations.run({ submission });
        }
        hashes.delete(none);
        for (const hash of hashes) removeUnused(hash);
        return removable.length;
      }),
  };
}
