/** Courses, assignments and people as they are named on a command line. */
import { DrydockError } from '../lab/errors.ts';
import type { AssignmentView } from '../lab/wire/assignments.ts';
import type { CourseView } from '../lab/wire/courses.ts';
import type { HomeClient } from './home-client.ts';

/** By id or title; without a name the only one. */
export async function findCourse(server: HomeClient, named: string | undefined): Promise<CourseView> {
  const all = await server.call('courses');
  const found = all.filter(({ id, title }) => named === undefined || id === named || title === named);
  return theOnly(found, {
    what: 'course',
    named,
    nameOf: ({ title, id }) => `${title} (${id})`,
    see: 'drydock course list',
  });
}

/** By id or title; without a name the only one. */
export async function findAssignment(server: HomeClient, named: string | undefined): Promise<AssignmentView> {
  const all = await server.call('assignments');
  const found = all.filter(({ id, title }) => named === undefined || id === named || title === named);
  return theOnly(found, {
    what: 'assignment',
    named,
    nameOf: ({ title, id }) => `${title} (${id})`,
    see: 'drydock assignment list',
  });
}

/** Who takes part in a course: by id, name, e-mail, or what a university calls them. */
export async function findEnrolled(server: HomeClient, course: string, named: string) {
  const all = await server.call('roster', { course });
  const found = all.filter(({ person, name, email, sisId, loginId }) =>
    [person, name, email, sisId, loginId].includes(named),
  );
  return theOnly(found, {
    what: 'participant',
    named,
    nameOf: ({ name, person }) => `${name} (${person})`,
    see: 'drydock course people',
  });
}

interface Named<T> {
  readonly what: string;
  readonly named: string | undefined;
  readonly nameOf: (one: T) => string;
  readonly see: string;
}

function theOnly<T>(found: readonly T[], { what, named, nameOf, see }: Named<T>): T {
  const [one] = found;
  if (one !== undefined && found.length === 1) return one;
  throw new DrydockError(one === undefined ? 'not-found' : 'bad-usage', {
    message:
      one === undefined
        ? `There is no ${what}${named === undefined ? '' : ` “${named}”`}.`
        : `It could be each of: ${found.map(nameOf).join(', ')}.`,
    fix: `See them all with: ${see}`,
  });
}
