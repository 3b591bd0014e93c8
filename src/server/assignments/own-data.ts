import { changesInForce } from '../../grades/adjustment.ts';
import type { Assignment } from '../../grades/assignments/assignment.ts';
import { appliedRegrades } from '../../grades/assignments/personal-records.ts';
import { personalTerms, resultsShownFrom, showsResults } from '../../grades/personal-terms.ts';
import type { Instant } from '../../grades/time/instant.ts';
import type { PersonData } from '../../lab/sessions/person-data.ts';
import type { Caller } from '../caller.ts';
import { mayInCourse } from '../permissions.ts';
import type { CourseStore } from './assignment-views.ts';

type Row = PersonData['gradings'][number];

interface Asked {
  readonly caller: Caller;
  /** Whose data it is. */
  readonly person: string;
  readonly now: Instant;
}

/**
 * Leaves out of what is kept of a person what an assignment does not show them yet, as its page does, and says what that
 * is and until when: what was seen and judged, its evidence, points that were set, and scores. Reasons of adjustments and
 * drafts of regrades are for those alone who teach. Whoever may read the gradebook is given all of it.
 */
export function leaveOutHidden(
  store: CourseStore,
  data: PersonData,
  { caller, person, now }: Asked,
): PersonData {
  const closed = store
    .listAssignments()
    .filter(({ course }) => !mayInCourse(caller, 'gradebook.read', course, person));
  const ids = new Set<unknown>(closed.map(({ id }) => id));
  const hidden = new Map<unknown, string | null>(
    closed.flatMap((each) => {
      const terms = termsOf(store, each, person);
      if (showsResults(each.policy, terms, now)) return [];
      return [[each.id, resultsShownFrom(each.policy, terms) ?? null] as const];
    }),
  );
  const assignmentOf = new Map<unknown, unknown>(
    data.submissions.map(({ id, assignment }) => [id, assignment]),
  );
  const applied = new Set<unknown>(closed.flatMap((each) => [...appliedRegrades(store, each)]));
  const isDraft = ({ submission, regrade }: Row) =>
    regrade !== null && ids.has(assignmentOf.get(submission)) && !applied.has(regrade);
  const isHidden = ({ submission }: Row) => hidden.has(assignmentOf.get(submission));
  const isHiddenScore = ({ destination }: Row) =>
    [...hidden.keys()].some((id) => destination === `assignment:${id}`);

  const gradings = data.gradings.filter((row) => !isDraft(row));
  const shown = new Set<unknown>(gradings.filter((row) => !isHidden(row)).map(({ id }) => `grading:${id}`));
  const isOfGrading = ({ about }: Row) => String(about).startsWith('grading:');
  const seen = new Set<unknown>([
    ...[...data.attempts, ...data.events].map(({ observation }) => observation),
    ...gradings.flatMap((row) => (shown.has(`grading:${row.id}`) ? listOf(row.observations) : [])),
  ]);
  const told = new Set<unknown>([
    ...gradings.filter(isHidden).map(({ submission }) => assignmentOf.get(submission)),
    ...data.overrides.map(({ assignment }) => assignment),
    ...closed.flatMap(({ id }) =>
      data.scores.some((row) => row.destination === `assignment:${id}`) ? [id] : [],
    ),
  ]);
  return {
    ...data,
    adjustments: data.adjustments.map((row) => (ids.has(row.assignment) ? without(row, ['reason']) : row)),
    overrides: data.overrides.map((row) =>
      hidden.has(row.assignment) ? without(row, ['points', 'reason']) : row,
    ),
    gradingJobs: data.gradingJobs.filter((row) => !isDraft(row)),
    gradings: gradings.map((row) => (isHidden(row) ? only(row, ['id', 'submission', 'regrade', 'at']) : row)),
    scores: data.scores.map((row) =>
      isHiddenScore(row) ? without(row, ['given', 'of', 'comment', 'problem']) : row,
    ),
    evidence: data.evidence.filter((row) => !isOfGrading(row) || shown.has(row.about)),
    observations: data.observations.filter(({ hash }) => seen.has(hash)),
    leftOut: closed.flatMap(({ id, policy: { title } }) => [
      ...(hidden.has(id) && told.has(id)
        ? [{ assignment: id, title, what: 'results', until: hidden.get(id) ?? null }]
        : []),
      ...(data.adjustments.some(({ assignment }) => assignment === id)
        ? [{ assignment: id, title, what: 'reasons', until: null }]
        : []),
    ]),
  };
}

const termsOf = (store: CourseStore, { id, policy }: Assignment, person: string) =>
  personalTerms(policy, changesInForce(store.listAdjustments(id), person), store.listOpened(id).get(person));

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const only = (row: Row, names: readonly string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name)));

const without = (row: Row, names: readonly string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
