/** What was handed in goes once its course has kept it long enough. */
import type { Assignment } from '../../grades/assignments/assignment.ts';
import type { AssignmentStore } from '../../grades/assignments/assignment-store.ts';
import { keptUntil } from '../../grades/assignments/kept-until.ts';
import type { Instant } from '../../grades/time/instant.ts';
import type { SessionStore } from '../../lab/ports/session-store.ts';
import type { KeptWork } from '../../lab/wire/courses.ts';

export interface KeepingParts {
  readonly store: Pick<
    AssignmentStore,
    'listAssignments' | 'listEnrolled' | 'listAdjustments' | 'listOpened'
  > &
    Pick<AssignmentStore, 'listSubmissions' | 'removeWork'> &
    Pick<SessionStore, 'listCourses'>;
  readonly clock: () => Date;
}

export interface WorkNews {
  /** `soon`: within the next days. */
  readonly type: 'soon' | 'gone';
  readonly assignment: string;
  readonly title: string;
  readonly submissions: number;
  readonly until: Instant;
}

const warningMs = 7 * 24 * 3_600_000;

/** Removes work whose time is over now: what went, and what goes within a week. */
export function removeOldWork({ store, clock }: KeepingParts): readonly WorkNews[] {
  const now = clock();
  const courses = new Map(store.listCourses().map((course) => [course.id, course]));
  return store.listAssignments().flatMap((assignment): WorkNews[] => {
    const days = courses.get(assignment.course)?.keepDays;
    if (days === undefined) return [];
    const until = keptUntil(store, assignment, days);
    const of = { assignment: assignment.id, title: assignment.policy.title, until };
    if (until <= now.toISOString()) {
      const submissions = store.removeWork(assignment.id);
      return submissions > 0 ? [{ ...of, type: 'gone', submissions }] : [];
    }
    if (Date.parse(until) > now.getTime() + warningMs) return [];
    const submissions = countThere(store, assignment);
    return submissions > 0 ? [{ ...of, type: 'soon', submissions }] : [];
  });
}

/** What is there of what was handed in to assignments of a course, and until when, if it keeps work for so many days. */
export function listKeptWork(
  { store, clock }: { readonly store: Omit<KeepingParts['store'], 'removeWork'>; readonly clock: () => Date },
  course: string,
  days: number,
): readonly KeptWork[] {
  const now = clock().toISOString();
  return store.listAssignments().flatMap((assignment): KeptWork[] => {
    const submissions = assignment.course === course ? countThere(store, assignment) : 0;
    if (submissions === 0) return [];
    const until = keptUntil(store, assignment, days);
    const { id, policy } = assignment;
    return [{ assignment: id, title: policy.title, submissions, until, isOver: until <= now }];
  });
}

/** How many submissions are not emptied yet. */
const countThere = (store: Pick<AssignmentStore, 'listSubmissions'>, { id }: Assignment): number =>
  store.listSubmissions(id).filter(({ isErased }) => !isErased).length;
