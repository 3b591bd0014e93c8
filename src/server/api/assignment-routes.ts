import type { Assignment } from '../../grades/assignments/assignment.ts';
import { DrydockError } from '../../lab/errors.ts';
import { routes } from '../../lab/wire/routes.ts';
import type { LabRunner } from '../../runner/lab-runner.ts';
import type { GradingDesk } from '../../runner/replay/grading-desk.ts';
import {
  type CourseStore,
  courseOf,
  gradebookOf,
  viewAssignment,
  viewGrade,
  whyNot,
} from '../assignments/assignment-views.ts';
import { exportGrades } from '../assignments/export-grades.ts';
import { previewPolicy, readTime } from '../assignments/preview-policy.ts';
import { readPolicy } from '../assignments/sent-policy.ts';
import type { ServerApp } from '../environment.ts';
import { mayInCourse } from '../permissions.ts';
import { routeOf } from './route-parts.ts';

export interface AssignmentParts {
  readonly store: CourseStore;
  readonly grading: GradingDesk;
  readonly runner: Pick<LabRunner, 'listLabs'>;
  readonly clock: () => Date;
}

/** An assignment that a route names; rows that refer to others are asked of the store alike. */
export function getAssignment(store: CourseStore, id: string): Assignment {
  const found = store.findAssignment(id);
  if (found === undefined) throw new DrydockError('not-found', { message: `There is no assignment ${id}.` });
  return found;
}

/** Assignments as those see and change them who teach, and what was handed in. */
export function addAssignmentRoutes(app: ServerApp, parts: AssignmentParts): void {
  const { store, grading, clock } = parts;
  const view = (assignment: Assignment, reader?: string) =>
    viewAssignment(store, grading, assignment, reader);

  app.openapi(routeOf(routes.assignments), (c) => {
    const caller = c.get('caller');
    const isSeen = ({ course }: Assignment) => mayInCourse(caller, 'gradebook.read', course);
    return c.json(
      store
        .listAssignments()
        .filter(isSeen)
        .map((each) => view(each)),
      200,
    );
  });
  app.openapi(routeOf(routes.makeAssignment), (c) => {
    const { course } = c.req.valid('param');
    const policy = readPolicy(grading, c.req.valid('json').policy);
    return c.json(view(store.addAssignment({ course, policy, by: c.get('caller').person.id })), 200);
  });
  app.openapi(routeOf(routes.assignment), (c) =>
    c.json(view(getAssignment(store, c.req.valid('param').assignment), c.req.valid('query').reader), 200),
  );
  app.openapi(routeOf(routes.changeAssignment), (c) => {
    const { id } = getAssignment(store, c.req.valid('param').assignment);
    const policy = readPolicy(grading, c.req.valid('json').policy);
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
  addWritingRoutes(app, parts);
}

/** What somebody is told who writes rules: which labs there are, what a time means, what it all comes to. */
function addWritingRoutes(app: ServerApp, { store, grading, runner }: AssignmentParts): void {
  app.openapi(routeOf(routes.assignableLabs), (c) =>
    c.json(
      runner.listLabs().map(({ id, title, chapter, checks, runnable }) => {
        const cannotGrade = whyNot(grading, id);
        return {
          lab: id,
          title,
          chapter,
          points: checks.reduce((all, check) => all + check.of, 0),
          ...(cannotGrade === undefined ? {} : { cannotGrade }),
          ...(runnable?.ok === false ? { cannotRun: runnable.reason } : {}),
        };
      }),
      200,
    ),
  );
  app.openapi(routeOf(routes.readTime), (c) => {
    const { text, reader } = c.req.valid('query');
    return c.json(readTime(text, courseOf(store, c.req.valid('param')).zone, reader), 200);
  });
  app.openapi(routeOf(routes.previewAssignment), (c) => {
    const { policy, reader } = c.req.valid('json');
    return c.json(previewPolicy(grading, policy, reader), 200);
  });
}
