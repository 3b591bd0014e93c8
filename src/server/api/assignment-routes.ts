import type { Assignment } from '../../grades/assignments/assignment.ts';
import { AssignmentPolicySchema } from '../../grades/policy/assignment-policy.ts';
import { readValue } from '../../grades/read-value.ts';
import { DrydockError } from '../../lab/errors.ts';
import { parseLabId } from '../../lab/lab-id.ts';
import { may } from '../../lab/people/may.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { GradingDesk } from '../../runner/replay/grading-desk.ts';
import { type CourseStore, gradebookOf, viewAssignment, viewGrade } from '../assignments/assignment-views.ts';
import { exportGrades } from '../assignments/export-grades.ts';
import type { ServerApp } from '../environment.ts';
import { routeOf } from './route-parts.ts';

export interface AssignmentParts {
  readonly store: CourseStore;
  readonly grading: GradingDesk;
  readonly clock: () => Date;
}

/** An assignment that a route names; rows that refer to others are asked of the store alike. */
export function getAssignment(store: CourseStore, id: string): Assignment {
  const found = store.findAssignment(id);
  if (found === undefined) throw new DrydockError('not-found', { message: `There is no assignment ${id}.` });
  return found;
}

/** Assignments as those see and change them who teach, and what was handed in. */
export function addAssignmentRoutes(app: ServerApp, { store, grading, clock }: AssignmentParts): void {
  const view = (assignment: Assignment) => viewAssignment(store, grading, assignment);

  app.openapi(routeOf(routes.assignments), (c) => {
    const { person, held } = c.get('caller');
    const isSeen = ({ course }: Assignment) =>
      may({ person: person.id, held }, 'gradebook.read', { scopes: ['home', `course:${course}`] });
    return c.json(store.listAssignments().filter(isSeen).map(view), 200);
  });
  app.openapi(routeOf(routes.makeAssignment), (c) => {
    const { course } = c.req.valid('param');
    const policy = policyOf(grading, c.req.valid('json').policy);
    return c.json(view(store.addAssignment({ course, policy, by: c.get('caller').person.id })), 200);
  });
  app.openapi(routeOf(routes.assignment), (c) =>
    c.json(view(getAssignment(store, c.req.valid('param').assignment)), 200),
  );
  app.openapi(routeOf(routes.changeAssignment), (c) => {
    const { id } = getAssignment(store, c.req.valid('param').assignment);
    const policy = policyOf(grading, c.req.valid('json').policy);
    return c.json(view(store.changeAssignment(id, policy, c.get('caller').person.id)), 200);
  });

  app.openapi(routeOf(routes.gradebook), (c) => {
    const assignment = getAssignment(store, c.req.valid('param').assignment);
    const { at, evidence = null, rows } = gradebookOf(store, assignment, clock().toISOString());
    const seen = rows.flatMap(({ person, grades }) =>
      Array.from(grades.values(), (grade) => viewGrade(person.name, grade)),
    );
    return c.json({ at, evidence, rows: seen }, 200);
  });
  app.openapi(routeOf(routes.exportGrades), (c) => {
    const assignment = getAssignment(store, c.req.valid('param').assignment);
    const gradebook = gradebookOf(store, assignment, clock().toISOString());
    return c.json(exportGrades(gradebook, assignment, c.req.valid('json')), 200);
  });
}

/** A policy as it was sent, with labs as they are now where it does not say otherwise. */
function policyOf(grading: GradingDesk, sent: Readonly<Record<string, unknown>>) {
  const { labs } = sent;
  const filled = Array.isArray(labs) ? labs.map((each: unknown) => withContent(grading, each)) : labs;
  const policy = readValue(AssignmentPolicySchema, { ...sent, labs: filled }, 'the policy');
  for (const { lab } of policy.labs) grading.contentOf(lab);
  return policy;
}

function withContent(grading: GradingDesk, each: unknown): unknown {
  if (typeof each !== 'object' || each === null || 'contentHash' in each || !('lab' in each)) return each;
  return typeof each.lab === 'string'
    ? { ...each, contentHash: grading.contentOf(parseLabId(each.lab)) }
    : each;
}
