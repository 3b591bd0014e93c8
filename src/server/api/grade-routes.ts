import { AdjustmentSchema } from '../../grades/adjustment.ts';
import type { Assignment } from '../../grades/assignments/assignment.ts';
import { gradesOf } from '../../grades/assignments/personal-records.ts';
import { OverrideSchema } from '../../grades/grade/handed-in.ts';
import { readValue } from '../../grades/read-value.ts';
import { DrydockError } from '../../lab/errors.ts';
import { routes } from '../../lab/wire/routes.ts';
import { type CourseStore, viewGrade } from '../assignments/assignment-views.ts';
import { readerZone } from '../assignments/preview-policy.ts';
import { fillChange } from '../assignments/sent-policy.ts';
import { viewAdjustments } from '../assignments/view-adjustments.ts';
import type { ServerApp } from '../environment.ts';
import { type AssignmentParts, getAssignment } from './assignment-routes.ts';
import { routeOf } from './route-parts.ts';

/** What whoever teaches says of people's work. */
export function addGradeRoutes(app: ServerApp, parts: AssignmentParts): void {
  const { store, grading, clock } = parts;
  const gradeNow = (assignment: Assignment, person: string) => {
    const grade = gradesOf(store, assignment, clock().toISOString()).get(person);
    if (grade === undefined)
      throw new DrydockError('not-found', { message: `Nobody of the id ${person} takes part.` });
    return viewGrade(store.findPerson(person)?.name ?? '', grade);
  };
  // What is read stands with an id and a time that the store gives; these do for reading it.
  const draft = (by: string) => ({ id: '-', by, at: clock().toISOString() });

  app.openapi(routeOf(routes.adjustments), (c) => {
    const { assignment: id, person } = c.req.valid('param');
    const assignment = getAssignment(store, id);
    const reader = readerZone(c.req.valid('query').reader, assignment.policy.zone);
    return c.json(viewAdjustments(store, assignment, person, reader), 200);
  });
  app.openapi(routeOf(routes.adjust), (c) => {
    const { person, assignment: id } = c.req.valid('param');
    const assignment = getAssignment(store, id);
    const { change, ...said } = c.req.valid('json');
    const asked = {
      ...draft(c.get('caller').person.id),
      ...said,
      change: fillChange(grading, change),
      person,
    };
    const { id: _, at: __, ...adjustment } = readValue(AdjustmentSchema, asked, 'the adjustment');
    requireReplaced(store, assignment, adjustment);
    store.addAdjustment(assignment.id, adjustment);
    return c.json(gradeNow(assignment, person), 200);
  });
  app.openapi(routeOf(routes.override), (c) => {
    const { person, assignment: id } = c.req.valid('param');
    const assignment = getAssignment(store, id);
    const asked = { ...draft(c.get('caller').person.id), ...c.req.valid('json'), person };
    const { id: _, at: __, ...override } = readValue(OverrideSchema, asked, 'the override');
    store.addOverride(assignment.id, override);
    return c.json(gradeNow(assignment, person), 200);
  });
  app.openapi(routeOf(routes.comment), (c) => {
    const { person, assignment } = c.req.valid('param');
    const { text } = c.req.valid('json');
    const { id } = store.addComment(assignment, { person, text, by: c.get('caller').person.id });
    return c.json({ id }, 200);
  });
}

/** An adjustment takes the place of an earlier one of the same person alone. */
function requireReplaced(
  store: CourseStore,
  { id }: Assignment,
  { person, replaces }: { readonly person: string; readonly replaces?: string | undefined },
): void {
  const isThere = store.listAdjustments(id).some((each) => each.id === replaces && each.person === person);
  if (replaces === undefined || isThere) return;
  throw new DrydockError('not-found', { message: `There is no adjustment ${replaces} of this person.` });
}
