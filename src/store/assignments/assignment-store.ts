import type { AssignmentStore } from '../../grades/assignments/assignment-store.ts';
import type { Database } from '../database.ts';
import type { StoreEffects } from '../effects.ts';
import type { Roles } from '../roles.ts';
import { makeAssignments } from './assignments.ts';
import { makeEnrolled } from './enrolled.ts';
import { makeGradeMark } from './grade-mark.ts';
import { makeGradingJobs } from './grading-jobs.ts';
import { type GradingParts, makeGradings } from './gradings.ts';
import { makeKeptWork } from './kept-work.ts';
import { makeRegrades } from './regrades.ts';
import { makeSaidOfWork } from './said-of-work.ts';
import { makeSubmissions } from './submissions.ts';

/** Assignments, from who takes part to how each submission was judged. */
export function makeAssignmentStore(
  db: Database,
  effects: StoreEffects,
  parts: Omit<GradingParts, 'jobs'> & { readonly newMember: Roles['newMember'] },
): AssignmentStore {
  const { addVersion, noteOpened, ...assignments } = makeAssignments(db, effects);
  const { end, ...jobs } = makeGradingJobs(db, effects);
  const gradings = makeGradings(db, effects, { ...parts, jobs: { end } });
  const { find: _, addAgain: __, ...judged } = gradings;
  return {
    ...makeEnrolled(db, effects, parts.newMember),
    ...assignments,
    ...makeSaidOfWork(db, effects),
    ...makeSubmissions(db, effects, { noteOpened }),
    ...jobs,
    ...judged,
    ...makeGradeMark(db),
    ...makeKeptWork(db, effects),
    ...makeRegrades(db, effects, { gradings, assignments: { ...assignments, addVersion } }),
  };
}
