import { useState } from 'preact/hooks';
import type { CallOf } from '../../../lab/wire/routes.ts';
import type { SessionView } from '../../../lab/wire/sessions.ts';
import type { Connection } from '../../core/connection.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';

type Change = CallOf<'changeSession'>['body'];

interface ControlsProps {
  readonly connection: Connection;
  readonly session: SessionView;
}

const quarterMs = 15 * 60_000;

/** What an instructor does to the whole session. What cannot be taken back is asked for first. */
export function SessionControls({ connection, session }: ControlsProps) {
  const { busy, problem, run } = useAttempt();
  const [asking, setAsking] = useState<'end' | 'code' | undefined>(undefined);
  const change = (body: Change) =>
    void run(() => connection.api.call('changeSession', { session: session.id, body })).then((done) => {
      if (done) setAsking(undefined);
    });
  const later = (from: number) => new Date(from + quarterMs).toISOString();
  const { phase } = session;
  if (phase === 'ended')
    return (
      <>
        <ActButton busy={busy} act={() => change({ state: 'open', ends: later(Date.now()) })}>
          Open again for 15 min
        </ActButton>
        <Problem report={problem} />
      </>
    );
  return (
    <>
      {phase === 'planned' && (
        <ActButton busy={busy} act={() => change({ opens: new Date().toISOString() })}>
          Open now
        </ActButton>
      )}
      {phase === 'paused' ? (
        <ActButton busy={busy} act={() => change({ state: 'open' })}>
          Go on
        </ActButton>
      ) : (
        <ActButton busy={busy} act={() => change({ state: 'paused' })}>
          Pause
        </ActButton>
      )}
      <ActButton busy={busy} act={() => change({ ends: later(Date.parse(session.ends)) })}>
        15 min more
      </ActButton>
      <ActButton busy={busy} act={() => setAsking('code')}>
        New code
      </ActButton>
      <ActButton busy={busy} act={() => setAsking('end')} kind="danger">
        End
      </ActButton>
      {asking === undefined && <Problem report={problem} />}
      {asking === 'end' && (
        <Dialog title={`End “${session.title}”?`} onClose={() => setAsking(undefined)}>
          <p>
            For all {session.joined}: shells close and nothing can be started any more. What they made stays,
            and can be read.
          </p>
          <Problem report={problem} />
          <p class="dd-room-actions">
            <ActButton busy={busy} act={() => change({ state: 'ended' })} kind="danger">
              End the session
            </ActButton>
          </p>
        </Dialog>
      )}
      {asking === 'code' && (
        <Dialog title="Draw a new code?" onClose={() => setAsking(undefined)}>
          <p>The code of now lets nobody in any more. Who has joined stays.</p>
          <Problem report={problem} />
          <p class="dd-room-actions">
            <ActButton busy={busy} act={() => change({ newCode: true })}>
              Draw a new code
            </ActButton>
          </p>
        </Dialog>
      )}
    </>
  );
}
