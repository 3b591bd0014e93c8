import * as z from 'zod';
import { sha256 } from '../../files/sha256.ts';
import { emptiedOutcome, erasedWords } from '../../grades/grade/emptied-outcome.ts';
import { GradingSchema } from '../../grades/grade/handed-in.ts';
import { jsonColumn, optionalColumn } from '../columns.ts';
import type { Database } from '../database.ts';
import { prepareStatements } from '../statements.ts';
import { PlaceSchema } from './gradings.ts';

const HashRow = z.object({ hash: z.string() });
const GradingRow = z.object({
  seq: z.number(),
  outcome: jsonColumn(GradingSchema.shape.outcome),
  place: optionalColumn(jsonColumn(PlaceSchema)),
});

/** What is deleted of a person, in an order in which nothing refers to what is gone. */
const deletions = [
  'deleteComments',
  'deleteOpened',
  'deleteSections',
  'deleteEnrolled',
  'deleteContact',
] as const;

/** In a transaction of the caller's, which has recorded that they are erased. */
export interface ErasedWork {
  /**
   * Empties what a party handed in: files, answers, and in gradings all but what they came to. What waits to be graded
   * is dropped. The hashes of contents that it referred to.
   */
  emptyWork(party: string): readonly string[];
  /** Takes a person out of courses, with how they are reached and what was said of their work. */
  leaveCourses(person: string): void;
}

/** Taking away what assignments hold of people. What was judged, and how often, stays true without them. */
export function makeErasedWork(db: Database): ErasedWork {
  const sql = prepareStatements(db.handle, new URL('./erased-work.sql', import.meta.url), [
    'keepNoAnswers',
    'answersOf',
    'emptySubmissions',
    'deleteFiles',
    'dropJobs',
    'forgetCauses',
    'gradingsOf',
    'emptyGrading',
    'forgetReasons',
    'forgetOverrides',
    ...deletions,
  ]);
  const none = sha256('{}');
  const emptyGradings = (party: string) => {
    for (const { seq, outcome, place } of z.array(GradingRow).parse(sql.gradingsOf.all({ party })))
      sql.emptyGrading.run({
        seq,
        outcome: JSON.stringify(emptiedOutcome(outcome)),
        // Services are named by who handed in.
        place: place === undefined ? null : JSON.stringify({ ...place, images: {} }),
      });
  };
  return {
    emptyWork(party) {
      sql.keepNoAnswers.run({ none });
      const answers = z.array(HashRow).parse(sql.answersOf.all({ party }));
      sql.emptySubmissions.run({ party, none });
      const files = z.array(HashRow).parse(sql.deleteFiles.all({ party }));
      sql.dropJobs.run({ party });
      sql.forgetCauses.run({ party });
      emptyGradings(party);
      return [...answers, ...files].map(({ hash }) => hash).filter((hash) => hash !== none);
    },
    leaveCourses(person) {
      sql.forgetReasons.run({ person, erasedWords });
      sql.forgetOverrides.run({ person, erasedWords });
      for (const name of deletions) sql[name].run({ person });
    },
  };
}
