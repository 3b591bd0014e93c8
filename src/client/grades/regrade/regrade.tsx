import { useState } from 'preact/hooks';
import type { RegradeView } from '../../../lab/wire/regrades.ts';
import type { Connection } from '../../core/connection.ts';
import { duration, teacherName } from '../../core/session-words.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { Moves } from './moves.tsx';

interface RegradeProps {
  readonly connection: Connection;
  readonly assignment: string;
  readonly regrade: RegradeView;
  readonly queue: number;
  readonly mayChange: boolean;
  readonly at: (time: string) => string;
  readonly titleOf: (lab: string) => string;
  readonly again: () => Promise<void>;
}

/** A regrade: how far it is, who moves, and whether it shall hold. One that was decided is folded. */
export function Regrade(props: RegradeProps) {
  const { regrade, at } = props;
  const { state, reason, by, decided } = regrade;
  const facts = (
    <span class="dd-work-facts">
      <strong>{reason}</strong>
      {decided === undefined ? (
        <span class="dd-quiet">
          made by {teacherName(by)}, {at(regrade.at)}
        </span>
      ) : (
        <span class="dd-quiet">
          {state} by {teacherName(decided.by)}, {at(decided.at)}
        </span>
      )}
    </span>
  );
  if (state === 'draft')
    return (
      <article class="dd-work-regrade">
        <h3>{facts}</h3>
        <Inside {...props} />
      </article>
    );
  return (
    <details class="dd-work-regrade">
      <summary class="dd-work-line">{facts}</summary>
      <Inside {...props} />
    </details>
  );
}

function Inside(props: RegradeProps) {
  const { regrade, assignment, titleOf, queue } = props;
  const { labs, moves, held, failed, judged } = regrade;
  return (
    <>
      <p class="dd-quiet">
        {labs.map(({ lab, from, to }) => (
          <span key={lab} class="dd-work-lab-change">
            {titleOf(lab)}{' '}
            {from === to ? (
              'as it was assigned'
            ) : (
              <>
                <code>{from.slice(0, 12)}</code> → <code>{to.slice(0, 12)}</code>
              </>
            )}
          </span>
        ))}
      </p>
      <Progress regrade={regrade} queue={queue} />
      {judged > 0 && (
        <p class="dd-quiet">
          {judged === 1 ? 'One was' : `${judged} were`} judged again from what had been seen, without being
          played.
        </p>
      )}
      {failed > 0 && (
        <p class="dd-work-warning">
          {failed === 1 ? 'One' : failed} could not be graded again: the grading before stands.
        </p>
      )}
      <Moves assignment={assignment} moves={moves} held={held} titleOf={titleOf} />
      {regrade.state === 'draft' && props.mayChange && <Decide {...props} />}
    </>
  );
}

function Progress({ regrade, queue }: Pick<RegradeProps, 'regrade' | 'queue'>) {
  const { waiting, played, at, lastAt, state } = regrade;
  const all = waiting + played;
  if (state !== 'draft' || all === 0) return null;
  // As fast as so far: nothing else is known of how long labs take here.
  const each = lastAt === undefined ? undefined : (Date.parse(lastAt) - Date.parse(at)) / played;
  const rest = each === undefined ? undefined : duration(each * waiting);
  const others = Math.max(0, queue - waiting);
  return (
    <div class="dd-work-progress">
      <progress max={all} value={played} aria-label="Played again" />
      <p role="status">
        {waiting === 0
          ? `${played} of ${all} played again.`
          : `${played} of ${all} played again${rest === undefined ? '' : `; about ${rest} more at this pace`}.`}
        {waiting > 0 && others > 0 ? ` ${others} of others wait too.` : ''}
      </p>
    </div>
  );
}

function Decide({ connection, assignment, regrade, again }: RegradeProps) {
  const [asks, setAsks] = useState<'applied' | 'discarded'>();
  const { busy, problem, run } = useAttempt();
  const { id, moves, waiting } = regrade;
  const decide = (decision: 'applied' | 'discarded') =>
    void run(async () => {
      await connection.api.call('decideRegrade', { assignment, id, body: { decision } });
      await again();
    });
  const people = moves.length === 1 ? '1 grade is' : `${moves.length} grades are`;
  return (
    <>
      {waiting > 0 && <p class="dd-quiet">It can be applied once all of it is played.</p>}
      {asks === undefined ? (
        <p class="dd-room-actions">
          {waiting === 0 && (
            <ActButton busy={busy} act={() => setAsks('applied')} kind="primary">
              Apply …
            </ActButton>
          )}
          <ActButton busy={busy} act={() => setAsks('discarded')}>
            Discard …
          </ActButton>
        </p>
      ) : (
        <div class="dd-note">
          <p role="alert">
            {asks === 'applied'
              ? `${people} another one from now on. The gradings of before stay beside it.`
              : 'The draft is dropped, and grades stay as they are.'}
          </p>
          <p class="dd-room-actions">
            <ActButton busy={busy} act={() => decide(asks)} kind="primary">
              {asks === 'applied' ? 'Apply it' : 'Discard it'}
            </ActButton>
            <button type="button" class="dd-button" onClick={() => setAsks(undefined)}>
              Not yet
            </button>
          </p>
        </div>
      )}
      <Problem report={problem} />
    </>
  );
}
