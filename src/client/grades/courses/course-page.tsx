import type { Connection } from '../../core/connection.ts';
import { AskedPlace } from '../../parts/asked-place.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { useAsked } from '../../parts/use-asked.ts';
import { absent } from '../parts/absent.ts';
import { Crumbs } from '../parts/crumbs.tsx';
import { coursesHref, newAssignmentHref } from '../parts/places.ts';
import { RosterSection } from '../roster/roster-section.tsx';
import { AssignmentTable } from './assignment-table.tsx';
import { KeptWorkSection } from './kept-work.tsx';

interface PageProps {
  readonly connection: Connection;
  readonly id: string;
}

/** One course: its assignments, who takes part, and how long work is kept. */
export function CoursePage({ connection, id }: PageProps) {
  const asked = useAsked(connection, async () => {
    const [courses, assignments, people] = await Promise.all([
      connection.api.call('courses'),
      connection.api.call('assignments'),
      connection.api.call('roster', { course: id }),
    ]);
    const course = courses.find((each) => each.id === id) ?? absent('course');
    return { course, people, assignments: assignments.filter((each) => each.course.id === id) };
  });
  usePageTitle(asked.value?.course.title ?? 'Course');
  return (
    <AskedPlace asked={asked} what="The course">
      {({ course, assignments, people }) => (
        <div class="dd-course">
          <Crumbs to={[['Courses', coursesHref()]]} />
          <p class="dd-quiet">By the clocks of {course.zone}.</p>
          <section aria-labelledby="assignments">
            <div class="dd-section-head">
              <h2 id="assignments">
                Assignments <span class="dd-count">{assignments.length}</span>
              </h2>
              {course.may.assignments && (
                <a class="dd-button" data-kind="primary" href={newAssignmentHref(id)}>
                  New assignment
                </a>
              )}
            </div>
            <AssignmentTable assignments={assignments} course={course} />
          </section>
          <RosterSection connection={connection} course={course} people={people} onChange={asked.again} />
          <KeptWorkSection connection={connection} course={course} onChange={asked.again} />
        </div>
      )}
    </AskedPlace>
  );
}
