import { useEffect, useState } from 'preact/hooks';
import type { SubmissionView, SubmittedView } from '../../../lab/wire/submissions.ts';
import type { Connection } from '../../core/connection.ts';
import { refusalWords } from '../../core/hand-in.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { StateMark } from '../parts/grade-state.tsx';
import { stateOfSubmission, waitWords } from '../parts/submission-words.ts';
import { GradeAgain } from './grade-again.tsx';
import { Grading } from './grading.tsx';
import { SubmittedFile } from './submitted-file.tsx';

interface SubmittedProps {
  readonly connection: Connection;
  readonly assignment: string;
  readonly submission: SubmittedView;
  readonly mayChange: boolean;
  readonly isOpen: boolean;
  readonly at: (time: string) => string;
}

/** Something that was handed in; what is in it and how it was judged is asked for once it is unfolded. */
export function Submitted({ connection, assignment, submission, mayChange, isOpen, at }: SubmittedProps) {
  const { id, received, attempt, cause, state, files, leftOut } = submission;
  const [unfolded, setUnfolded] = useState(isOpen);
  const [whole, setWhole] = useState<SubmissionView>();
  const { problem, run } = useAttempt();
  // What came of it may have changed with how it stands.
  useEffect(() => {
    if (!unfolded) return;
    void run(async () => setWhole(await connection.api.call('submission', { assignment, id })));
  }, [unfolded, state, attempt?.result?.worth]);
  const wait = waitWords(submission);
  return (
    <details
      class="dd-work-submission"
      open={unfolded}
      onToggle={({ currentTarget }) => setUnfolded(currentTarget.open)}
    >
      <summary class="dd-work-line">
        <span class="dd-work-facts">
          <strong>{attempt === undefined ? 'Handed in' : `Number ${attempt.number}`}</strong>
          <StateMark state={stateOfSubmission(submission)} />
          {attempt?.result !== undefined && (
            <span>
              {attempt.result.worth} of {attempt.result.of} points
            </span>
          )}
          <span class="dd-quiet">
            received {at(received)}
            {attempt === undefined ? '' : `, ${attempt.lateness}`}
          </span>
        </span>
      </summary>
      <div class="dd-work-inside">
        {attempt?.refused !== undefined && <p class="dd-work-warning">{refusalWords[attempt.refused]}</p>}
        {wait !== undefined && <p>{wait}</p>}
        {state === 'could-not-grade' && cause !== undefined && (
          <p class="dd-work-warning">Could not be graded: {cause}. No attempt is used by that.</p>
        )}
        <Problem report={problem} />
        {whole === undefined && problem === undefined && <p class="dd-quiet">Looking …</p>}
        {whole !== undefined && (
          <>
            <h3>Files</h3>
            {whole.paths.length === 0 && (
              <p class="dd-quiet">
                {files === 0 ? 'None.' : 'They are gone: whoever handed them in was erased.'}
              </p>
            )}
            {whole.paths.map(({ path, hash, executable }) => (
              <SubmittedFile
                key={path}
                connection={connection}
                of={{ assignment, id, hash }}
                path={path}
                isExecutable={executable}
              />
            ))}
            {leftOut > 0 && (
              <p class="dd-work-warning">
                {leftOut === 1 ? 'One file was' : `${leftOut} files were`} left out: too large, or not to be
                read.
              </p>
            )}
            {whole.answers.length > 0 && (
              <>
                <h3>Answers</h3>
                <dl class="dd-work-answers">
                  {whole.answers.map(({ key, value, correct }) => (
                    <div key={key}>
                      <dt>{key}</dt>
                      <dd>
                        {value}
                        {correct !== undefined && (
                          <span class="dd-quiet">{correct ? ' – right' : ' – not right'}</span>
                        )}
                      </dd>
                    </div>
                  ))}
                </dl>
              </>
            )}
            <h3>Gradings</h3>
            {whole.gradings.length === 0 && <p class="dd-quiet">None yet.</p>}
            {whole.gradings.toReversed().map((grading, index) => (
              <Grading
                key={grading.id}
                connection={connection}
                assignment={assignment}
                grading={grading}
                isOpen={index === 0}
                at={at}
              />
            ))}
            {mayChange && whole.gradings.length > 0 && (
              <GradeAgain connection={connection} assignment={assignment} submission={id} />
            )}
          </>
        )}
      </div>
    </details>
  );
}
