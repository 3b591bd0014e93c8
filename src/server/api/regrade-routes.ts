import type { Assignment } from '../../grades/assignments/assignment.ts';
import type { Regrade } from '../../grades/assignments/grading-job.ts';
import { DrydockError } from '../../lab/errors.ts';
import { routes } from '../../lab/wire/routes.ts';
import { viewRegradable, viewRegrade } from '../assignments/regrade-views.ts';
import type { ServerApp } from '../environment.ts';
import { type AssignmentParts, getAssignment } from './assignment-routes.ts';
import { routeOf } from './route-parts.ts';

/** What is judged anew by labs as they are now. */
export function addRegradeRoutes(app: ServerApp, { store, grading, clock }: AssignmentParts): void {
  const view = (assignment: Assignment, regrade: Regrade) =>
    viewRegrade(store, assignment, regrade, clock().toISOString());
  app.openapi(routeOf(routes.regrades), (c) => {
    const assignment = getAssignment(store, c.req.valid('param').assignment);
    return c.json(
      store.listRegrades(assignment.id).map((each) => view(assignment, each)),
      200,
    );
  });
  app.openapi(routeOf(routes.regradable), (c) => {
    const assignment = getAssignment(store, c.req.valid('param').assignment);
    return c.json(viewRegradable(store, grading, assignment, c.get('caller')), 200);
  });
  app.openapi(routeOf(routes.makeRegrade), (c) => {
    const assignment = getAssignment(store, c.req.valid('param').assignment);
    const made = grading.makeRegrade(assignment, {
      ...c.req.valid('json'),
      by: c.get('caller').person.id,
    });
    return c.json(view(assignment, made), 200);
  });
  app.openapi(routeOf(routes.decideRegrade), (c) => {
    const { assignment, id } = c.req.valid('param');
    if (store.findRegrade(id)?.assignment !== assignment)
      throw new DrydockError('not-found', { message: `The assignment has no regrade ${id}.` });
    const decided = store.decideRegrade(id, c.req.valid('json').decision, c.get('caller').person.id);
    return c.json(view(getAssignment(store, assignment), decided), 200);
  });
}
