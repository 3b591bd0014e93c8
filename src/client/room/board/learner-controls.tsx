import { useState } from 'preact/hooks';
import type { BoardLearner } from '../../../lab/wire/board.ts';
import type { SessionView } from '../../../lab/wire/sessions.ts';
import type { Connection } from '../../core/connection.ts';
import { announce } from '../../core/dom.ts';
import { clockTime, zoneHere } from '../../core/session-words.ts';
import { bookHref } from '../../page/book-root.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { QrCode } from '../qr-code.tsx';

interface ControlsProps {
  readonly connection: Connection;
  readonly session: SessionView;
  readonly learner: BoardLearner;
  readonly now: Date;
  /** They are not in the session any more. */
  readonly onRemoved: () => void;
}

/** What who leads does about one learner. Each is asked for once more, since the learner notices. */
export function LearnerControls({ connection, session, learner, now, onRemoved }: ControlsProps) {
  const { busy, problem, run } = useAttempt();
  const [asking, setAsking] = useState<'remove' | 'link'>();
  const [link, setLink] = useState<{ readonly href: string; readonly until: string }>();
  const { person, alias } = learner;
  const of = { session: session.id, person };
  const remove = async () => {
    if (!(await run(() => connection.api.call('removeLearner', of)))) return;
    announce(`${alias} was taken out of the session.`);
    onRemoved();
  };
  const renew = () =>
    void run(async () => {
      const { token, until } = await connection.api.call('renewLink', of);
      setLink({ href: bookHref(`/join/#link=${token}`), until });
      setAsking(undefined);
    });
  return (
    <section aria-labelledby="dd-detail-controls">
      <h3 id="dd-detail-controls">Place in the session</h3>
      {asking === undefined && (
        <p class="dd-room-actions">
          <ActButton busy={busy} act={() => setAsking('link')}>
            New personal link
          </ActButton>
          <ActButton busy={busy} act={() => setAsking('remove')} kind="danger">
            Take out of the session
          </ActButton>
        </p>
      )}
      {asking === 'link' && (
        <>
          <p>
            Their links so far let nobody in any more; browsers that are signed in stay so. Whoever has the
            new one comes in as {alias}, who sees that you made it.
          </p>
          <p class="dd-room-actions">
            <ActButton busy={busy} act={renew}>
              Make a new link
            </ActButton>
            <ActButton busy={busy} act={() => setAsking(undefined)} kind="quiet">
              Cancel
            </ActButton>
          </p>
        </>
      )}
      {asking === 'remove' && (
        <>
          <p>
            {alias} is signed out on all devices, their labs stop, and their place is free. What they made
            stays, and is in the export. By the code they can join again, as somebody new: draw a new code to
            keep them out.
          </p>
          <p class="dd-room-actions">
            <ActButton busy={busy} act={() => void remove()} kind="danger">{`Take ${alias} out`}</ActButton>
            <ActButton busy={busy} act={() => setAsking(undefined)} kind="quiet">
              Cancel
            </ActButton>
          </p>
        </>
      )}
      {link !== undefined && (
        <div class="dd-my-link">
          <QrCode text={link.href} label={`Personal link of ${alias} as a QR code`} />
          <div>
            <code>{link.href}</code>
            <p class="dd-quiet">
              For {alias} alone. It works until {clockTime(link.until, session.course.zone, now, zoneHere())}.
            </p>
          </div>
        </div>
      )}
      <Problem report={problem} />
    </section>
  );
}
