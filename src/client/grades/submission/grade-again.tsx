import { useState } from 'preact/hooks';
import type { Connection } from '../../core/connection.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { ReasonField } from '../parts/fields.tsx';
import { regradesHref } from '../parts/places.ts';

interface AgainProps {
  readonly connection: Connection;
  readonly assignment: string;
  readonly submission: string;
}

/** Plays one submission once more, as a draft of a regrade: what it comes to is read before it holds. */
export function GradeAgain({ connection, assignment, submission }: AgainProps) {
  const [reason, setReason] = useState('');
  const [isMade, setMade] = useState(false);
  const { busy, problem, run } = useAttempt();
  const make = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      const body = { reason: reason.trim(), submissions: [submission], again: true };
      await connection.api.call('makeRegrade', { assignment, body });
      setMade(true);
      setReason('');
    });
  };
  return (
    <details class="dd-work-more">
      <summary>Grade this one again</summary>
      <form class="dd-work-form" onSubmit={make}>
        <p class="dd-quiet">
          It is played once more, by the lab as it is now. Nothing of that holds until you apply it.
        </p>
        <ReasonField label="Reason" value={reason} onChange={setReason} />
        <p>
          <button type="submit" class="dd-button" aria-disabled={busy}>
            Grade again
          </button>
        </p>
      </form>
      <p role="status">
        {isMade && (
          <>
            It waits to be played. <a href={regradesHref(assignment)}>See what comes of it, and apply it</a>
          </>
        )}
      </p>
      <Problem report={problem} />
    </details>
  );
}
