import { useState } from 'preact/hooks';
import type { CallOf } from '../../../lab/wire/routes.ts';
import type { SessionView } from '../../../lab/wire/sessions.ts';
import type { Connection } from '../../core/connection.ts';
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
  const button = (words: string, act: () => void, kind?: 'danger') => (
    <button
      type="button"
      class="dd-button"
      aria-disabled={busy}
      onClick={act}
      {...(kind && { 'data-kind': kind })}
    >
      {words}
    </button>
  );
  if (phase === 'ended')
    return (
      <>
        {button('Open again for 15 min', () => change({ state: 'open', ends: later(Date.now()) }))}
        <Problem report={problem} />
      </>
    );
  return (
    <>
      {phase === 'planned' && button('Open now', () => change({ opens: new Date().toISOString() }))}
      {phase === 'paused'
        ? button('Go on', () => change({ state: 'open' }))
        : button('Pause', () => change({ state: 'paused' }))}
      {button('15 min more', () => change({ ends: later(Date.parse(session.ends)) }))}
      {button('New code', () => setAsking('code'))}
      {button('End', () => setAsking('end'), 'danger')}
      {asking === undefined && <Problem report={problem} />}
      {asking === 'end' && (
        <Dialog title={`End “${session.title}”?`} onClose={() => setAsking(undefined)}>
          <p>
            For all {session.joined}: shells close and nothing can be started any more. What they made stays,
            and can be read.
          </p>
          <Problem report={problem} />
          <p class="dd-room-actions">
            {button('End the session', () => change({ state: 'ended' }), 'danger')}
          </p>
        </Dialog>
      )}
      {asking === 'code' && (
        <Dialog title="Draw a new code?" onClose={() => setAsking(undefined)}>
          <p>The code of now lets nobody in any more. Who has joined stays.</p>
          <Problem report={problem} />
          <p class="dd-room-actions">{button('Draw a new code', () => change({ newCode: true }))}</p>
        </Dialog>
      )}
    </>
  );
}
