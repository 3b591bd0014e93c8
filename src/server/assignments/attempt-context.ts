/** Which run of a lab somebody works on for an assignment that draws values anew for each attempt. */
import { changesInForce } from '../../grades/adjustment.ts';
import type { Assignment } from '../../grades/assignments/assignment.ts';
import type { AssignmentStore } from '../../grades/assignments/assignment-store.ts';
import { appliedRegrades } from '../../grades/assignments/personal-records.ts';
import { gradingsInForce } from '../../grades/grade/handed-in.ts';
import { judgementOf } from '../../grades/grade/judgement.ts';
import { personalTerms } from '../../grades/personal-terms.ts';
import type { LabId } from '../../lab/lab-id.ts';
import type { RunContext, RunStore } from '../../lab/ports/store.ts';

type Asked = Pick<
  AssignmentStore,
  | 'openedBy'
  | 'findAssignment'
  | 'listAdjustments'
  | 'listOpened'
  | 'listSubmissions'
  | 'listGradings'
  | 'listRegrades'
> &
  Pick<RunStore, 'findRun'>;

interface Worker {
  readonly person: string;
  /** Whose runs they are: a person's own, for pairs too. */
  readonly party: string;
}

/**
 * What a lab is worked on in by somebody who opened an assignment with values of its own for each attempt, while work
 * on it is accepted. Undefined where there is no such: then it is the book of one's own.
 */
export function attemptContextOf(
  store: Asked,
  worker: Worker,
  lab: LabId,
  now: string,
): RunContext | undefined {
  for (const id of store.openedBy(worker.person)) {
    const assignment = store.findAssignment(id);
    if (assignment?.policy.newValues === true && isAsked(store, assignment, worker, lab, now))
      return attemptContext(store, assignment, worker, lab);
  }
  return undefined;
}

function isAsked(
  store: Asked,
  { id, policy }: Assignment,
  { person }: Worker,
  lab: LabId,
  now: string,
): boolean {
  const changes = changesInForce(store.listAdjustments(id), person);
  const terms = personalTerms(policy, changes, store.listOpened(id).get(person));
  return terms.opens <= now && now <= terms.lastMoment && terms.labs.some((each) => each.lab === lab);
}

/**
 * The first of somebody's runs for an assignment that nothing was handed in of; of what could not be graded the same
 * run counts again, since no attempt was used. Each has a context of its own, and with it values of its own: a run's
 * seed is drawn from its context.
 */
export function attemptContext(
  store: Asked,
  { id, policy }: Assignment,
  { party }: Worker,
  lab: LabId,
): RunContext {
  const applied = appliedRegrades(store, { id });
  const gradings = Map.groupBy(
    gradingsInForce(store.listGradings(id), applied),
    ({ submission }) => submission,
  );
  const used = new Set(
    store
      .listSubmissions(id)
      .filter((each) => judgementOf(gradings.get(each.id) ?? [], policy.checks).kind !== 'could-not-grade')
      .map(({ run }) => run),
  );
  for (let number = 1; ; number += 1) {
    const context = `assignment:${id}-${number}` as const;
    const run = store.findRun({ party, lab, context });
    if (run === undefined || !used.has(run.id)) return context;
  }
}
