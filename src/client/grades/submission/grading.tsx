import { useState } from 'preact/hooks';
import type { GradingView } from '../../../lab/wire/submissions.ts';
import type { Connection } from '../../core/connection.ts';
import { ObservationButton } from '../../parts/observation-button.tsx';
import { CheckMark } from '../parts/check-mark.tsx';
import { GradingEvidence } from './grading-evidence.tsx';

interface GradingProps {
  readonly connection: Connection;
  readonly assignment: string;
  readonly grading: GradingView;
  readonly isOpen: boolean;
  readonly at: (time: string) => string;
}

/** How something was judged once: each check with what both looks saw, what was seen, and the evidence of it. */
export function Grading({ connection, assignment, grading, isOpen, at }: GradingProps) {
  const { id, looks, cause, evidence, observations } = grading;
  const [unfolded] = useState(isOpen);
  const of = { assignment, id };
  return (
    <details class="dd-work-grading" open={unfolded}>
      <summary class="dd-work-line">
        <span class="dd-work-facts">
          <strong>{at(grading.at)}</strong>
          <span>{headline(grading)}</span>
        </span>
      </summary>
      <p class="dd-quiet">{circumstances(grading)}</p>
      {cause !== undefined && <p class="dd-work-warning">Could not be graded: {cause}.</p>}
      {looks.length > 0 && <Looks looks={looks} isCurrent={grading.isCurrent} />}
      {observations > 0 && (
        <div class="dd-room-actions">
          {Array.from({ length: observations }, (_, index) => (
            <ObservationButton
              key={index}
              class="dd-work-xray"
              label={observations === 1 ? 'X-ray' : `X-ray of look ${index + 1}`}
              ask={() => connection.api.call('gradingObservation', { ...of, look: index + 1 })}
            />
          ))}
        </div>
      )}
      {evidence !== undefined && <GradingEvidence connection={connection} of={of} hash={evidence} at={at} />}
    </details>
  );
}

function headline({ looks, cause, holds, regrade }: GradingView): string {
  const first = looks[0] ?? [];
  const held = first.filter((_, index) => looks.every((look) => look[index]?.status === 'pass')).length;
  const came =
    cause === undefined ? `${held} of ${first.length} checks held in each look` : 'could not be graded';
  const standing = holds ? '' : ' – does not hold';
  return `${came}${regrade === undefined ? '' : ', graded anew'}${standing}`;
}

function circumstances({ tries, isJudgedAgain, isCurrent, contentHash, place }: GradingView): string {
  return [
    isJudgedAgain ? 'What had been seen was judged again: nothing was played.' : '',
    tries > 0 ? `Tried ${tries + 1} times: this machine failed before.` : '',
    place === undefined ? '' : `Seat: ${place.seat}. Engine ${place.engine}, kernel ${place.kernel}.`,
    `Judged by the lab with the content ${contentHash.slice(0, 12)}${isCurrent ? '' : ', which was changed since'}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

type LookedAt = GradingView['looks'][number][number];

interface LooksProps {
  readonly looks: GradingView['looks'];
  readonly isCurrent: boolean;
}

/** A row for each check; where the looks saw the same, it is said once. */
function Looks({ looks, isCurrent }: LooksProps) {
  const ids = [...new Set(looks.flatMap((look) => look.map(({ check }) => check)))];
  return (
    <>
      {!isCurrent && (
        <p class="dd-quiet">
          The lab was changed since, so that what was wanted then stands in the messages alone.
        </p>
      )}
      <table class="dd-work-table">
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col">Wanted</th>
            <th scope="col">Observed</th>
          </tr>
        </thead>
        <tbody>
          {ids.map((id) => {
            const seen = looks.map((look) => look.find(({ check }) => check === id));
            const [first] = seen.filter((each) => each !== undefined);
            return (
              <tr key={id}>
                <th scope="row">{first?.title ?? id}</th>
                <td data-label="Wanted">{first?.expected ?? '–'}</td>
                <td data-label="Observed">
                  <Seen seen={seen} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

function Seen({ seen }: { readonly seen: readonly (LookedAt | undefined)[] }) {
  const isSame = seen.every(
    (each) => each?.status === seen[0]?.status && each?.observed === seen[0]?.observed,
  );
  const shown = isSame ? seen.slice(0, 1) : seen;
  return (
    <>
      {shown.map((each, index) => (
        <div class="dd-work-look" key={index}>
          <CheckMark status={each?.status ?? 'none'} />
          <span>
            {!isSame && <strong>Look {index + 1}: </strong>}
            {each === undefined ? 'did not see it' : (each.observed ?? each.message)}
            {each !== undefined && each.status !== 'pass' && each.observed !== undefined && (
              <span class="dd-work-message">{each.message}</span>
            )}
          </span>
        </div>
      ))}
      {isSame && seen.length > 1 && (
        <span class="dd-quiet">in {seen.length === 2 ? 'both' : 'all'} looks</span>
      )}
    </>
  );
}
