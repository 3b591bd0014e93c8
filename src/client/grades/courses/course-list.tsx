import type { TaughtCourse } from '../../../lab/wire/courses.ts';
import type { Connection } from '../../core/connection.ts';
import { AskedPlace } from '../../parts/asked-place.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { useAsked } from '../../parts/use-asked.ts';
import { courseHref } from '../parts/places.ts';
import { NewCourse } from './new-course.tsx';

/** The courses that one teaches in, and the way to make another. */
export function CourseList({ connection }: { readonly connection: Connection }) {
  usePageTitle('Courses');
  const asked = useAsked(connection, async () => {
    const [courses, me] = await Promise.all([
      connection.api.call('courses'),
      connection.api.call('signedIn'),
    ]);
    return { courses, makes: me.makesCourses };
  });
  return (
    <AskedPlace asked={asked} what="The list of courses">
      {({ courses, makes }) => (
        <div class="dd-courses">
          {courses.length === 0 ? <Nothing makes={makes} /> : <Courses courses={courses} />}
          {makes && <NewCourse connection={connection} />}
        </div>
      )}
    </AskedPlace>
  );
}

function Nothing({ makes }: { readonly makes: boolean }) {
  if (!makes)
    return (
      <p class="dd-say">
        There is no course in which you teach. Whoever owns this server makes one; as soon as there is one for
        you, it stands here.
      </p>
    );
  return (
    <>
      <p class="dd-say">
        There is no course yet. A course has people, who come from a table, and assignments: labs that are
        graded. It is made here, or in a terminal:
      </p>
      <pre class="dd-shell">
        <code>npx drydock course make "Security" --zone Europe/Vienna</code>
      </pre>
    </>
  );
}

function Courses({ courses }: { readonly courses: readonly TaughtCourse[] }) {
  return (
    <ul class="dd-session-list">
      {courses.map(({ id, title, zone, people, assignments }) => (
        <li key={id}>
          <h2>
            <a href={courseHref(id)}>{title}</a>
          </h2>
          <p>
            <span>{people === 1 ? '1 person' : `${people} people`}</span>
            <span>{assignments === 1 ? '1 assignment' : `${assignments} assignments`}</span>
            <span class="dd-quiet">by the clocks of {zone}</span>
          </p>
        </li>
      ))}
    </ul>
  );
}
