import * as z from 'zod';
import type { Assignment } from '../../grades/assignments/assignment.ts';
import type { RuleStore } from '../../grades/assignments/assignment-store.ts';
import { type AssignmentPolicy, AssignmentPolicySchema } from '../../grades/policy/assignment-policy.ts';
import { DrydockError } from '../../lab/errors.ts';
import { jsonColumn } from '../columns.ts';
import type { Database } from '../database.ts';
import type { StoreEffects } from '../effects.ts';
import { prepareStatements } from '../statements.ts';

const AssignmentRow = z.object({
  id: z.string(),
  course: z.string(),
  version: z.number(),
  policy: jsonColumn(AssignmentPolicySchema),
  by: z.string(),
  at: z.string(),
});
const OpenedRow = z.object({ person: z.string(), at: z.string() });
const OpenedByRow = z.object({ assignment: z.string() });

export interface Assignments
  extends Pick<
    RuleStore,
    | 'addAssignment'
    | 'changeAssignment'
    | 'findAssignment'
    | 'listAssignments'
    | 'openAssignment'
    | 'openedBy'
    | 'listOpened'
  > {
  /** In a transaction of the caller's: a version more. */
  addVersion(id: string, policy: AssignmentPolicy, by: string): Assignment;
  /** In a transaction of the caller's. */
  noteOpened(assignment: string, person: string): void;
}

/** Assignments with the versions of their rules, and who opened them. */
export function makeAssignments(db: Database, { clock, newId }: StoreEffects): Assignments {
  const sql = prepareStatements(db.handle, new URL('./assignments.sql', import.meta.url), [
    'insertAssignment',
    'insertVersion',
    'listAssignments',
    'insertOpened',
    'openedBy',
    'listOpened',
  ]);
  const list = (id?: string) => z.array(AssignmentRow).parse(sql.listAssignments.all({ id: id ?? null }));
  const addVersion: Assignments['addVersion'] = (id, policy, by) => {
    sql.insertVersion.run({ id, policy: JSON.stringify(policy), by, at: clock().toISOString() });
    const [made] = list(id);
    if (made) return made;
    throw new DrydockError('not-found', { message: `There is no assignment ${id}.` });
  };
  const noteOpened: Assignments['noteOpened'] = (assignment, person) => {
    sql.insertOpened.run({ assignment, person, at: clock().toISOString() });
  };
  const opened = (assignment: string) => {
    const rows = z.array(OpenedRow).parse(sql.listOpened.all({ assignment }));
    return new Map(rows.map(({ person, at }) => [person, at]));
  };
  return {
    addVersion,
    noteOpened,
    addAssignment: ({ course, policy, by }) =>
      db.write(() => {
        const id = newId();
        sql.insertAssignment.run({ id, course });
        return addVersion(id, policy, by);
      }),
    changeAssignment: (id, policy, by) => db.write(() => addVersion(id, policy, by)),
    findAssignment: (id) => db.read(() => list(id)[0]),
    listAssignments: () => db.read(() => list()),
    openAssignment: (assignment, person) =>
      db.write(() => {
        noteOpened(assignment, person);
        return opened(assignment).get(person) ?? clock().toISOString();
      }),
    openedBy: (person) =>
      db.read(() =>
        z
          .array(OpenedByRow)
          .parse(sql.openedBy.all({ person }))
          .map(({ assignment }) => assignment),
      ),
    listOpened: (assignment) => db.read(() => opened(assignment)),
  };
}
