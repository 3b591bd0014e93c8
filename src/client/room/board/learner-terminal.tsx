import { useRef, useState } from 'preact/hooks';
import type { LabId } from '../../../lab/lab-id.ts';
import type { ShareMode } from '../../../lab/sessions/share.ts';
import type { ShareView } from '../../../lab/wire/shares.ts';
import type { Connection } from '../../core/connection.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { LabSelect } from './lab-select.tsx';
import { asksOf, stateWords } from './share-states.ts';
import { SharedShell } from './shared-shell.tsx';
import { useAnnounced } from './use-announced.ts';

/** A learner, and what was asked of them. */
export interface SharesProps {
  readonly connection: Connection;
  readonly session: string;
  readonly learner: { readonly person: string; readonly alias: string };
  readonly labs: readonly { readonly id: LabId; readonly title: string }[];
  /** The lab that they are at. */
  readonly at: LabId | undefined;
  readonly shares: readonly ShareView[];
}

/** A learner's terminal: asked for, and shown while they let it be. Typing is asked for while one looks. */
export function LearnerTerminal({ connection, session, learner, labs, at, shares }: SharesProps) {
  const { person, alias } = learner;
  const { busy, problem, run } = useAttempt();
  const [chosen, setLab] = useState<LabId>();
  const { look, type } = asksOf(shares, connection.person, person);
  const lab = chosen ?? at ?? labs[0]?.id;
  const isLooking = look?.state === 'open';
  const isTyping = type?.state === 'open';
  const words = [
    ...(isTyping ? [] : [stateWords('look', look?.state, alias)]),
    ...(isLooking || isTyping ? [stateWords('type', type?.state, alias)] : []),
  ].filter((each) => each !== '');
  useAnnounced(words.join(' '));
  const first = useRef<HTMLButtonElement>(null);
  if (lab === undefined) return null;
  const shown = isTyping ? type : isLooking ? look : undefined;
  const isAsked = (share: ShareView | undefined) => share?.state === 'asked' || share?.state === 'open';
  const ask = (mode: ShareMode, of: LabId) =>
    void run(() => connection.api.call('askShare', { session, person, body: { mode, lab: of } }));
  const end = (some: readonly (ShareView | undefined)[]) =>
    void run(() =>
      Promise.all(
        some.flatMap((share) =>
          isAsked(share) && share !== undefined
            ? [connection.api.call('endShare', { session, id: share.id })]
            : [],
        ),
      ),
    );
  return (
    <section class="dd-detail-terminal" aria-labelledby="dd-detail-terminal">
      <h3 id="dd-detail-terminal">Terminal</h3>
      <p role="status">{words.join(' ')}</p>
      <div class="dd-room-actions">
        {!isAsked(look) && !isTyping && (
          <>
            {labs.length > 1 && <LabSelect words="Of the lab" labs={labs} lab={lab} choose={setLab} />}
            <ActButton busy={busy} act={() => ask('look', lab)}>
              Ask to look
            </ActButton>
          </>
        )}
        {isLooking && !isAsked(type) && (
          <ActButton busy={busy} act={() => ask('type', look.lab)}>
            Ask to type
          </ActButton>
        )}
        {type?.state === 'asked' && isLooking && (
          <ActButton busy={busy} act={() => end([type])}>
            Take back the ask to type
          </ActButton>
        )}
        {isTyping && (
          <ActButton busy={busy} act={() => end([type])}>
            Stop typing
          </ActButton>
        )}
        {(isAsked(look) || isTyping) && (
          <button
            ref={first}
            type="button"
            class="dd-button"
            aria-disabled={busy}
            onClick={() => end([look, type])}
          >
            {isLooking || isTyping ? 'Stop looking' : 'Take back'}
          </button>
        )}
      </div>
      <Problem report={problem} />
      {shown !== undefined && (
        <SharedShell
          key={shown.id}
          connection={connection}
          session={session}
          share={shown}
          alias={alias}
          leave={() => first.current?.focus()}
        />
      )}
    </section>
  );
}
