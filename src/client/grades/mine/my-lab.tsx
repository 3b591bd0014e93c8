import type { MyAssignmentView, MyLabView } from '../../../lab/wire/my-assignments.ts';
import type { Connection } from '../../core/connection.ts';
import { labHref } from '../parts/places.ts';
import { HandInPanel } from './hand-in-panel.tsx';
import { MySubmission } from './my-submission.tsx';

interface LabProps {
  readonly connection: Connection;
  readonly mine: MyAssignmentView;
  readonly lab: MyLabView;
  readonly title: string;
  readonly at: (time: string) => string;
  /** The assignment is asked for anew. */
  readonly again: () => Promise<void>;
}

/** A lab of an assignment: the way to it, handing in, and what was handed in. */
export function MyLab({ connection, mine, lab, title, at, again }: LabProps) {
  const { lab: id, points, attemptsLeft, insteadOf, cannotGrade, closed, isStarted } = lab;
  const submissions = mine.submissions.filter((each) => each.lab === id).toReversed();
  const heading = `dd-lab-${id.replace('/', '-')}`;
  return (
    <article class="dd-work-lab" aria-labelledby={heading}>
      <h3 id={heading}>
        <a href={labHref(id)}>{title}</a>
      </h3>
      <p class="dd-work-facts">
        <span class="dd-work-id">{id}</span>
        <span>{points === 1 ? '1 point' : `${points} points`}</span>
        <span>
          {attemptsLeft === null
            ? 'as many attempts as you like'
            : `${attemptsLeft === 1 ? '1 attempt' : `${attemptsLeft} attempts`} left`}
        </span>
        {insteadOf !== undefined && <span>in the place of {insteadOf}</span>}
      </p>
      {cannotGrade !== undefined && (
        <p class="dd-work-warning">
          Work on it cannot be graded here: {cannotGrade}. It costs you no attempt.
        </p>
      )}
      {isStarted ? (
        <HandInPanel connection={connection} mine={mine} lab={lab} at={at} again={again} />
      ) : (
        <p class="dd-quiet">
          {closed ?? 'You have not started it, so there is nothing to hand in.'}{' '}
          <a href={labHref(id)}>Go to the lab</a>
        </p>
      )}
      {submissions.length > 0 && (
        <ol class="dd-work-submissions" aria-label={`What you handed in of ${title}`}>
          {submissions.map((submission) => (
            <li key={submission.id}>
              <MySubmission submission={submission} results={mine.results} at={at} />
            </li>
          ))}
        </ol>
      )}
    </article>
  );
}
