import type { MyAssignmentView } from '../../../lab/wire/my-assignments.ts';
import type { SubmittedView } from '../../../lab/wire/submissions.ts';
import { refusalWords } from '../../core/hand-in.ts';
import { AttemptResult } from '../parts/attempt-result.tsx';
import { StateMark } from '../parts/grade-state.tsx';
import { stateOfSubmission, waitWords } from '../parts/submission-words.ts';

interface SubmissionProps {
  readonly submission: SubmittedView;
  readonly results: MyAssignmentView['results'];
  readonly at: (time: string) => string;
}

/** Something that was handed in: when, how it stands, and what came of it as far as that is shown. */
export function MySubmission({ submission, results, at }: SubmissionProps) {
  const { received, files, leftOut, attempt, cause, state } = submission;
  const wait = waitWords(submission);
  return (
    <>
      <p class="dd-work-facts">
        <strong>{attempt === undefined ? 'Handed in' : `Number ${attempt.number}`}</strong>
        <StateMark state={stateOfSubmission(submission)} />
        {attempt?.result !== undefined && (
          <span>
            {attempt.result.worth} of {attempt.result.of} points
          </span>
        )}
      </p>
      <p class="dd-quiet">
        Received {at(received)}
        {attempt === undefined ? '' : `, ${attempt.lateness}`}; {files === 1 ? '1 file' : `${files} files`}
        {leftOut > 0 ? `, ${leftOut} left out` : ''}.
      </p>
      {attempt?.refused !== undefined && <p class="dd-work-warning">{refusalWords[attempt.refused]}</p>}
      {wait !== undefined && <p>{wait}</p>}
      {state === 'could-not-grade' && cause !== undefined && (
        <p class="dd-work-warning">
          It could not be graded, by no fault of yours: {cause}. It uses no attempt, and whoever teaches sees
          it too.
        </p>
      )}
      {state === 'judged' && !results.areShown && (
        <p class="dd-quiet">
          {results.from === undefined
            ? 'What came of it is not shown.'
            : `What came of it is shown after ${at(results.from)}.`}
        </p>
      )}
      {attempt?.result !== undefined && <AttemptResult result={attempt.result} />}
    </>
  );
}
