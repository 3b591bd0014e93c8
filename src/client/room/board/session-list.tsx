import { useEffect, useState } from 'preact/hooks';
import { showJoinCode } from '../../../lab/sessions/join-code.ts';
import type { SessionView } from '../../../lab/wire/sessions.ts';
import type { Connection } from '../../core/connection.ts';
import { phaseWords, timeWords, zoneHere } from '../../core/session-words.ts';
import { bookHref } from '../../page/book-root.ts';
import { usePageTitle } from '../../parts/page-title.ts';
import { Problem } from '../../parts/problem.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { useNow } from '../../parts/use-now.ts';
import { boardHash } from './board-address.ts';
import type { BookPart } from './book-parts.ts';
import { NewSession } from './new-session.tsx';

interface ListProps {
  readonly connection: Connection;
  readonly book: readonly BookPart[];
}

/** All sessions that one may look at, and the way to make another. */
export function SessionList({ connection, book }: ListProps) {
  const [sessions, setSessions] = useState<readonly SessionView[] | undefined>(undefined);
  const [makes, setMakes] = useState({ sessions: false, courses: false });
  const [changesPeople, setChangesPeople] = useState(false);
  const [isMaking, setMaking] = useState(false);
  const { busy, problem, run } = useAttempt();
  const ask = async () => {
    const [all, me] = await Promise.all([connection.api.call('sessions'), connection.api.call('signedIn')]);
    setSessions(all);
    setMakes({ sessions: me.makesSessions, courses: me.makesCourses });
    setChangesPeople(me.changesPeople);
  };
  const now = useNow(30_000);
  usePageTitle(isMaking ? 'New session' : 'Board');
  useEffect(
    () =>
      connection.reach.listen((reach) => {
        if (reach === 'signed-in') void run(ask);
      }),
    [connection],
  );
  if (problem !== undefined)
    return (
      <div class="dd-note">
        <p>
          {problem.code === 'not-found'
            ? 'Boards show only to who teaches, and this browser is signed in as somebody who leads no session here.'
            : 'The list of sessions could not be had.'}
        </p>
        <Problem report={problem} />
        {problem.code !== 'not-found' && (
          <p>
            <button type="button" class="dd-button" aria-disabled={busy} onClick={() => void run(ask)}>
              Try again
            </button>
          </p>
        )}
      </div>
    );
  if (sessions === undefined) return <p class="dd-quiet">Looking …</p>;
  if (isMaking)
    return (
      <NewSession
        connection={connection}
        book={book}
        courses={coursesOf(sessions)}
        onCancel={() => setMaking(false)}
      />
    );
  return (
    <div class="dd-sessions">
      {sessions.length === 0 ? (
        <Nothing makes={makes.sessions} />
      ) : (
        <Sessions sessions={sessions} now={now} />
      )}
      {makes.sessions && (
        <p>
          <button type="button" class="dd-button" data-kind="primary" onClick={() => setMaking(true)}>
            New session
          </button>
        </p>
      )}
      {makes.courses && (
        <p class="dd-say">
          Labs that are graded are assigned in <a href={bookHref('/courses/')}>courses</a>.
        </p>
      )}
      {changesPeople && (
        <p>
          <a href={bookHref('/people/')}>People</a>: who leads what, and what is kept of somebody.
        </p>
      )}
    </div>
  );
}

function Nothing({ makes }: { readonly makes: boolean }) {
  if (!makes)
    return (
      <p class="dd-say">
        There is no session yet. Whoever leads makes one; as soon as there is one for you, it stands here.
      </p>
    );
  return (
    <>
      <p class="dd-say">
        There is no session yet. A session is a workshop: learners join it by a code that you show, work in
        its labs, and this page shows how everybody stands. It is made here, or in a terminal:
      </p>
      <pre class="dd-shell">
        <code>npx drydock session make "Tuesday" --chapters start</code>
      </pre>
    </>
  );
}

function Sessions({ sessions, now }: { readonly sessions: readonly SessionView[]; readonly now: Date }) {
  return (
    <ul class="dd-session-list">
      {sessions.map((session) => (
        <li key={session.id}>
          <h2>
            <a href={boardHash(session.id)}>{session.title}</a>
          </h2>
          <p>
            <span class="dd-phase" data-phase={session.phase}>
              {phaseWords[session.phase]}
            </span>
            <span>{timeWords(session, now, zoneHere())}</span>
            <span>
              {session.joined} of {session.capacity} joined
            </span>
            <span>{session.labs.length === 1 ? '1 lab' : `${session.labs.length} labs`}</span>
            <span class="dd-quiet">{session.course.title}</span>
            {session.code !== undefined && session.phase !== 'ended' && (
              <code>{showJoinCode(session.code)}</code>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

const coursesOf = (sessions: readonly SessionView[]): readonly string[] => [
  ...new Set(sessions.map(({ course }) => course.title)),
];
