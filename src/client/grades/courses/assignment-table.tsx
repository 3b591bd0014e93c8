import type { AssignmentView } from '../../../lab/wire/assignments.ts';
import type { TaughtCourse } from '../../../lab/wire/courses.ts';
import { useNow } from '../../parts/use-now.ts';
import { assignmentHref, gradebookHref, regradesHref } from '../parts/places.ts';
import { shownTime } from '../parts/shown-time.ts';
import { roundPoints } from '../parts/worth.ts';

interface TableProps {
  readonly assignments: readonly AssignmentView[];
  readonly course: TaughtCourse;
}

/** Each with where it stands, what was handed in, and the ways to it. The newest first. */
export function AssignmentTable({ assignments, course }: TableProps) {
  const now = useNow(30_000).toISOString();
  if (assignments.length === 0)
    return (
      <p class="dd-say">
        There is no assignment yet: labs with points and a due time, which are played again when somebody
        hands them in, and graded.
      </p>
    );
  const shown = (at: string) => shownTime(at, course.zone, course.zone);
  return (
    <div class="dd-plain-scroll">
      <table class="dd-plain-table">
        <thead>
          <tr>
            <th scope="col">Assignment</th>
            <th scope="col">State</th>
            <th scope="col">Opens</th>
            <th scope="col">Due</th>
            <th scope="col">Labs</th>
            <th scope="col">Handed in</th>
            <th scope="col">Waiting</th>
            <th scope="col">
              <span class="sr-only">Pages</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {assignments.map((each) => (
            <tr key={each.id}>
              <th scope="row">
                <a href={gradebookHref(each.id)}>{each.title}</a>
              </th>
              <td>
                <span class="dd-phase" data-phase={phaseOf(each, now)}>
                  {phaseWords[phaseOf(each, now)]}
                </span>
                {each.cannotGrade.length > 0 && (
                  <span class="dd-cannot">
                    {' '}
                    {each.cannotGrade.length === 1 ? '1 lab' : `${each.cannotGrade.length} labs`} cannot be
                    graded
                  </span>
                )}
              </td>
              <td>{shown(each.opens)}</td>
              <td>{shown(each.due)}</td>
              <td class="dd-number">
                {each.labs.length}, {roundPoints(each.labs.reduce((all, { points }) => all + points, 0))}{' '}
                points
              </td>
              <td class="dd-number">{each.submissions}</td>
              <td class="dd-number">{each.waiting}</td>
              <td>
                <span class="dd-row-links">
                  <a href={gradebookHref(each.id)} aria-label={`Gradebook of ${each.title}`}>
                    Gradebook
                  </a>
                  <a href={regradesHref(each.id)} aria-label={`Regrades of ${each.title}`}>
                    Regrades
                  </a>
                  {course.may.assignments && (
                    <a href={assignmentHref(each.id)} aria-label={`Change ${each.title}`}>
                      Change
                    </a>
                  )}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Phase = 'planned' | 'open' | 'ended';

const phaseOf = ({ opens, due }: AssignmentView, now: string): Phase =>
  now < opens ? 'planned' : now <= due ? 'open' : 'ended';

const phaseWords: Readonly<Record<Phase, string>> = {
  planned: 'not open yet',
  open: 'open',
  ended: 'due time is over',
};
