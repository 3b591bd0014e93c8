import * as z from 'zod';
import type { SessionStore } from '../lab/ports/session-store.ts';
import type { AttemptStore } from '../lab/ports/store.ts';
import { OptionalFlagColumn, optionalColumn, RememberedLab } from './columns.ts';
import type { Database } from './database.ts';
import type { StoreEffects } from './effects.ts';
import { prepareStatements } from './statements.ts';

const AnswerRow = z.object({
  id: z.string(),
  person: z.string(),
  run: optionalColumn(z.string()),
  kind: z.enum(['predict', 'question', 'recall']),
  key: z.string(),
  lab: RememberedLab,
  value: z.string(),
  confidence: optionalColumn(z.number()),
  correct: OptionalFlagColumn,
  message: z.string(),
  at: z.string(),
});

const CountedRow = z.object({ key: z.string(), value: z.string(), count: z.number() });

/** What a person predicted, answered or recalled. A second answer stands beside the first. */
export function makeAnswers(
  db: Database,
  { clock, newId }: StoreEffects,
): Pick<AttemptStore, 'addAnswer' | 'latestAnswers'> & Pick<SessionStore, 'roomPredictions'> {
  const sql = prepareStatements(db.handle, new URL('./answers.sql', import.meta.url), [
    'insertAnswer',
    'latestAnswers',
    'roomPredictions',
  ]);
  return {
    addAnswer: (answer) =>
      db.write(() => {
        const id = newId();
        const at = clock().toISOString();
        const { person, run, kind, key, lab, value, confidence, correct, message } = answer;
        sql.insertAnswer.run({
          id,
          person,
          run: run ?? null,
          kind,
          key,
          lab: lab ?? null,
          value,
          confidence: confidence ?? null,
          correct: correct === undefined ? null : Number(correct),
          message,
          at,
        });
        return { ...answer, id, at };
      }),
    roomPredictions: (session) =>
      db.read(() => z.array(CountedRow).parse(sql.roomPredictions.all({ session }))),
    latestAnswers: (filter) =>
      db.read(() => z.array(AnswerRow).parse(sql.latestAnswers.all({ person: null, run: null, ...filter }))),
  };
}
