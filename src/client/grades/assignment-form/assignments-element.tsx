/** The page `/assignments/`: a new assignment of a course, or the rules of one that there is. */
import { h, render } from 'preact';
import type { AssignableLab, AssignmentView } from '../../../lab/wire/assignments.ts';
import type { CourseView } from '../../../lab/wire/courses.ts';
import type { Connection } from '../../core/connection.ts';
import { zoneHere } from '../../core/session-words.ts';
import { AskedPlace } from '../../parts/asked-place.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { useAsked } from '../../parts/use-asked.ts';
import { absent } from '../parts/absent.ts';
import { Crumbs } from '../parts/crumbs.tsx';
import { LeadersPage } from '../parts/leaders-page.tsx';
import { courseHref, coursesHref, gradebookHref, idInAddress } from '../parts/places.ts';
import { AssignmentForm } from './assignment-form.tsx';

export function connectAssignments(connection: Connection, element: HTMLElement): void {
  const address = { assignment: idInAddress('assignment'), course: idInAddress('course') };
  const children = <Rules connection={connection} address={address} />;
  render(h(LeadersPage, { connection, children }), element);
}

interface RulesProps {
  readonly connection: Connection;
  readonly address: { readonly assignment: string | undefined; readonly course: string | undefined };
}

interface Known {
  readonly course: CourseView;
  readonly labs: readonly AssignableLab[];
  /** Undefined: a new one. */
  readonly assignment: AssignmentView | undefined;
}

async function askFor({ api }: Connection, { assignment: id, course: named }: RulesProps['address']) {
  const assignment =
    id === undefined ? undefined : await api.call('assignment', { assignment: id, reader: zoneHere() });
  const wanted = assignment?.course.id ?? named;
  const course = (await api.call('courses')).find((each) => each.id === wanted) ?? absent('course');
  const labs = await api.call('assignableLabs', { course: course.id });
  return { course, labs, assignment } satisfies Known;
}

function Rules({ connection, address }: RulesProps) {
  const asked = useAsked<Known>(connection, () => askFor(connection, address));
  usePageTitle(asked.value?.assignment?.title ?? 'New assignment');
  return (
    <AskedPlace asked={asked} what="The assignment">
      {({ course, labs, assignment }) => (
        <>
          <Crumbs
            to={[
              ['Courses', coursesHref()],
              [course.title, courseHref(course.id)],
              ...(assignment === undefined ? [] : [['Gradebook', gradebookHref(assignment.id)] as const]),
            ]}
          />
          <AssignmentForm connection={connection} course={course} labs={labs} assignment={assignment} />
        </>
      )}
    </AskedPlace>
  );
}
