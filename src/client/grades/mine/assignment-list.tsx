import type { MyAssignmentView } from '../../../lab/wire/my-assignments.ts';
import type { Connection } from '../../core/connection.ts';
import { momentWords } from '../../core/moment-words.ts';
import { duration, zoneHere } from '../../core/session-words.ts';
import { AskedPlace } from '../../parts/asked-place.tsx';
import { useAsked } from '../../parts/use-asked.ts';
import { useNow } from '../../parts/use-now.ts';
import { StateMark } from '../parts/grade-state.tsx';
import { myAssignmentHref } from '../parts/places.ts';
import { phaseWords, stateOf } from './assignment-words.ts';

/** What is asked of the reader, the next to be due first. */
export function AssignmentList({ connection }: { readonly connection: Connection }) {
  const asked = useAsked(
    connection,
    () => connection.api.call('myAssignments', { reader: zoneHere() }),
    (all) => all.some(({ submissions }) => submissions.some(({ state }) => state === 'waiting')),
  );
  return (
    <AskedPlace asked={asked} what="The list of assignments">
      {(all) => <Parts all={all} />}
    </AskedPlace>
  );
}

function Parts({ all }: { readonly all: readonly MyAssignmentView[] }) {
  const now = useNow(30_000);
  if (all.length === 0)
    return (
      <div class="dd-note">
        <p>Nothing is asked of you here.</p>
        <p>Assignments stand here once you take part in a course that has some.</p>
      </div>
    );
  const isDone = ({ phase }: MyAssignmentView) => phase === 'over' || phase === 'excused';
  const byEnd = (a: MyAssignmentView, b: MyAssignmentView) => a.end.localeCompare(b.end);
  const [todo, done] = [all.filter((each) => !isDone(each)), all.filter(isDone)];
  return (
    <>
      <Part
        id="dd-to-do"
        title="To do"
        all={todo.toSorted(byEnd)}
        now={now}
        none="Nothing is to be done now."
      />
      {done.length > 0 && (
        <Part id="dd-over" title="Over" all={done.toSorted((a, b) => byEnd(b, a))} now={now} none="" />
      )}
    </>
  );
}

interface PartProps {
  readonly id: string;
  readonly title: string;
  readonly all: readonly MyAssignmentView[];
  readonly now: Date;
  readonly none: string;
}

function Part({ id, title, all, now, none }: PartProps) {
  return (
    <section class="dd-work-part" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {all.length === 0 ? (
        <p class="dd-quiet">{none}</p>
      ) : (
        <ul class="dd-work-list">
          {all.map((assignment) => (
            <li key={assignment.id}>
              <Entry assignment={assignment} now={now} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Entry({ assignment, now }: { readonly assignment: MyAssignmentView; readonly now: Date }) {
  const { id, title, course, end, zone, phase, labs, submissions, grade } = assignment;
  const handedIn = labs.filter(({ lab }) => submissions.some((each) => each.lab === lab)).length;
  const left = Date.parse(end) - now.getTime();
  return (
    <>
      <p class="dd-work-title">
        <a href={myAssignmentHref(id)}>{title}</a> <span class="dd-quiet">{course}</span>
      </p>
      <p class="dd-work-facts">
        <StateMark state={stateOf(assignment)} />
        <span>
          {handedIn} of {labs.length === 1 ? '1 lab' : `${labs.length} labs`} handed in
        </span>
        {grade !== undefined && grade.points !== null && (
          <span>
            {grade.points} of {grade.of} points
          </span>
        )}
      </p>
      <p class="dd-work-facts">
        <span>
          {phaseWords(assignment)}{' '}
          {momentWords(phase === 'not-open' ? assignment.opens : end, zone, zoneHere())}
        </span>
        {phase === 'open' && left > 0 && <strong>{duration(left)} left</strong>}
      </p>
    </>
  );
}
