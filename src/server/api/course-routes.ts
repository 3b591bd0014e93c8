import type { AssignmentStore, EnrolmentStore } from '../../grades/assignments/assignment-store.ts';
import { readValue } from '../../grades/read-value.ts';
import { readRoster } from '../../grades/roster/roster.ts';
import { rosterChanges } from '../../grades/roster/roster-changes.ts';
import { ZoneSchema } from '../../grades/time/zoned-time.ts';
import { DrydockError } from '../../lab/errors.ts';
import type { Action } from '../../lab/people/action.ts';
import type { Course } from '../../lab/ports/session-store.ts';
import type { Store } from '../../lab/ports/store.ts';
import type { KeptCourseView, RosterChangesView } from '../../lab/wire/courses.ts';
import { routes } from '../../lab/wire/routes.ts';
import { listKeptWork } from '../assignments/keeping-work.ts';
import type { ServerApp } from '../environment.ts';
import { mayInCourse } from '../permissions.ts';
import { routeOf } from './route-parts.ts';

export interface CourseParts {
  readonly store: Store &
    EnrolmentStore &
    Pick<AssignmentStore, 'listAssignments' | 'listAdjustments' | 'listOpened' | 'listSubmissions'>;
  readonly clock: () => Date;
  /** A link that signs a person in. */
  readonly loginUrlOf: (person: string) => string;
}

/** Courses, and who takes part in them. */
export function addCourseRoutes(app: ServerApp, { store, clock, loginUrlOf }: CourseParts): void {
  app.openapi(routeOf(routes.courses), (c) => {
    const caller = c.get('caller');
    const assignments = store.listAssignments();
    const taught = store.listCourses().flatMap((course) => {
      const mayHere = (action: Action) => mayInCourse(caller, action, course.id);
      if (!mayHere('roster.read')) return [];
      return [
        {
          ...viewCourse(course),
          people: store.listEnrolled(course.id).length,
          assignments: assignments.filter((each) => each.course === course.id).length,
          may: {
            roster: mayHere('roster.change'),
            assignments: mayHere('assignment.change'),
            grades: mayHere('grade.change'),
          },
        },
      ];
    });
    return c.json(taught, 200);
  });
  app.openapi(routeOf(routes.makeCourse), (c) => {
    const { title, zone, keepDays } = c.req.valid('json');
    const course = store.addCourse(title, readValue(ZoneSchema, zone, 'the zone'), keepDays);
    return c.json(viewCourse(course), 200);
  });
  app.openapi(routeOf(routes.changeCourse), (c) => {
    const { keepDays } = c.req.valid('json');
    return c.json(viewCourse(store.keepWorkOf(c.req.valid('param').course, keepDays)), 200);
  });
  app.openapi(routeOf(routes.keptWork), (c) => {
    const { days } = c.req.valid('query');
    return c.json([...listKeptWork({ store, clock }, c.req.valid('param').course, days)], 200);
  });
  app.openapi(routeOf(routes.roster), (c) => {
    const enrolled = store.listEnrolled(c.req.valid('param').course);
    return c.json(
      enrolled.map(({ id, party: _, sections, ...known }) => ({
        person: id,
        ...known,
        sections: [...sections],
      })),
      200,
    );
  });
  app.openapi(routeOf(routes.importRoster), (c) => {
    const { file, content, apply } = c.req.valid('json');
    const { course } = c.req.valid('param');
    return c.json(importRoster(store, course, { file, bytes: Buffer.from(content, 'base64'), apply }), 200);
  });
  app.openapi(routeOf(routes.rosterLogin), (c) => {
    const { course, person } = c.req.valid('param');
    if (store.findEnrolled(course, person) === undefined)
      throw new DrydockError('not-found', { message: `Nobody of the id ${person} takes part.` });
    return c.json({ url: loginUrlOf(person) }, 200);
  });
}

/** As it is told. */
const viewCourse = ({ keepDays, ...course }: Course): KeptCourseView => ({
  ...course,
  keepDays: keepDays ?? null,
});

/** One parse for preview and import. Nothing is imported of a table that has problems. */
function importRoster(
  store: EnrolmentStore,
  course: string,
  { file, bytes, apply }: { readonly file: string; readonly bytes: Uint8Array; readonly apply: boolean },
): RosterChangesView {
  const roster = readRoster(bytes, file);
  const changes = rosterChanges(roster.entries, store.listEnrolled(course), file);
  const problems = [...roster.problems, ...changes.problems];
  const isImported = apply && problems.length === 0;
  if (isImported)
    store.enrol(course, {
      added: changes.added,
      changed: changes.changed.map(({ person, entry }) => ({ person: person.id, entry })),
    });
  return {
    added: changes.added.map(({ line, name }) => ({ line, name })),
    changed: changes.changed.map(({ person, entry, fields }) => ({
      line: entry.line,
      name: entry.name,
      fields: fields.map((field) => ({
        field,
        before: inWords(person[field]),
        after: inWords(entry[field]),
      })),
    })),
    same: changes.same.length,
    absent: changes.absent.map(({ name }) => name),
    problems: problems.map(({ message, fix, place }) => ({
      message,
      ...(fix === undefined ? {} : { fix }),
      ...(place?.line === undefined ? {} : { line: place.line }),
    })),
    ignored: [...roster.ignored],
    isImported,
  };
}

const inWords = (value: string | readonly string[] | undefined): string =>
  typeof value === 'object' ? value.join('; ') : (value ?? '');
