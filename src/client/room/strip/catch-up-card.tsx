import { useEffect, useState } from 'preact/hooks';
import { hrefOf } from '../../../lab/lab-id.ts';
import type { CatchUp } from '../../../lab/wire/shown.ts';
import type { Connection } from '../../core/connection.ts';
import { announce } from '../../core/dom.ts';
import { personalKey, readStored, store } from '../../core/local-storage.ts';
import { teacherName } from '../../core/session-words.ts';
import { isText } from '../../core/shape.ts';
import { bookHref } from '../../page/book-root.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';

interface CatchUpProps {
  readonly connection: Connection;
  readonly catchUp: CatchUp;
}

/** An offer to take the solution of a lab over, and afterwards the way back. Put away, it stands no more. */
export function CatchUpCard({ connection, catchUp }: CatchUpProps) {
  const { id, lab, by, takenAt, backAt } = catchUp;
  const state = backAt !== undefined ? 'back' : takenAt !== undefined ? 'taken' : 'offered';
  const key = personalKey(connection.person, 'catch-up-away');
  const [away, setAway] = useState(() => readStored(key, isText));
  const [left, setLeft] = useState<readonly string[]>([]);
  const { busy, problem, run } = useAttempt();
  const shown = `${id} ${state}`;
  const title = useLabTitle(connection, lab);
  useEffect(() => {
    if (state === 'offered') announce(`${teacherName(by)} offers to catch you up in ${title}.`);
  }, [id]);
  if (away === shown) return null;
  const putAway = () => {
    store(key, shown);
    setAway(shown);
  };
  const place = <a href={bookHref(hrefOf(lab))}>{title}</a>;
  const bringBack = () =>
    void run(async () => {
      const brought = await connection.api.call('bringBack', { body: { lab } });
      setLeft(brought.left);
    });
  return (
    <section class="dd-room-card" aria-label="Catch-up">
      {state === 'offered' && (
        <>
          <p>
            {teacherName(by)} offers to catch you up in {place}: the files of the solution take the place of
            yours, and the lab runs with them. Your own files are kept, and come back when you want.
          </p>
          <p class="dd-room-actions">
            <ActButton
              busy={busy}
              act={() => void run(() => connection.api.call('takeCatchUp', { body: { lab } }))}
              kind="primary"
            >
              Take the solution over
            </ActButton>
            <ActButton busy={busy} act={putAway} kind="quiet">
              Not now
            </ActButton>
          </p>
        </>
      )}
      {state === 'taken' && (
        <>
          <p>The solution is in {place} now. Your own files are kept.</p>
          <p class="dd-room-actions">
            <ActButton busy={busy} act={bringBack}>
              Bring my files back
            </ActButton>
            <ActButton busy={busy} act={putAway} kind="quiet">
              Close
            </ActButton>
          </p>
        </>
      )}
      {state === 'back' && (
        <>
          <p>Your own files are in {place} again. Press Run there to run with them.</p>
          {left.length > 0 && (
            <p>
              Not text, or no longer kept here: {left.join(', ')}. The copy that was made before is with
              whoever runs this server.
            </p>
          )}
          <p class="dd-room-actions">
            <ActButton busy={busy} act={putAway} kind="quiet">
              Close
            </ActButton>
          </p>
        </>
      )}
      <Problem report={problem} />
    </section>
  );
}

/** Its id until it is known. */
function useLabTitle({ api }: Connection, lab: CatchUp['lab']): string {
  const [title, setTitle] = useState<string>(lab);
  const { run } = useAttempt();
  useEffect(() => {
    void run(async () => setTitle((await api.call('lab', { lab })).title));
  }, [lab]);
  return title;
}
