import { useState } from 'preact/hooks';
import { showJoinCode } from '../../../lab/sessions/join-code.ts';
import type { SessionView } from '../../../lab/wire/sessions.ts';
import type { Connection } from '../../core/connection.ts';
import { bookHref } from '../../page/book-root.ts';
import { AskedPlace } from '../../parts/asked-place.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { useAsked } from '../../parts/use-asked.ts';
import { useNow } from '../../parts/use-now.ts';
import { boardHash } from './board-address.ts';
import type { BookPart } from './book-parts.ts';
import { NewSession } from './new-session.tsx';
import { SessionFacts } from './session-facts.tsx';

interface ListProps {
  readonly connection: Connection;
  readonly book: readonly BookPart[];
}

/** All sessions that one may look at, and the way to make another. */
export function SessionList({ connection, book }: ListProps) {
  const [isMaking, setMaking] = useState(false);
  const asked = useAsked(connection, async () => {
    const [sessions, me] = await Promise.all([
      connection.api.call('sessions'),
      connection.api.call('signedIn'),
    ]);
    return { sessions, me };
  });
  const now = useNow(30_000);
  usePageTitle(isMaking ? 'New session' : 'Board');
  return (
    <AskedPlace
      asked={asked}
      what="The list of sessions"
      hidden="Boards show only to who teaches, and this browser is signed in as somebody who leads no session here."
    >
      {({ sessions, me }) =>
        isMaking ? (
          <NewSession
            connection={connection}
            book={book}
            courses={coursesOf(sessions)}
            onCancel={() => setMaking(false)}
          />
        ) : (
          <div class="dd-sessions">
            {sessions.length === 0 ? (
              <Nothing makes={me.makesSessions} />
            ) : (
              <Sessions sessions={sessions} now={now} />
            )}
            {me.makesSessions && (
              <p>
                <button type="button" class="dd-button" data-kind="primary" onClick={() => setMaking(true)}>
                  New session
                </button>
              </p>
            )}
            {me.makesCourses && (
              <p class="dd-say">
                Labs that are graded are assigned in <a href={bookHref('/courses/')}>courses</a>.
              </p>
            )}
            {me.changesPeople && (
              <p>
                <a href={bookHref('/people/')}>People</a>: who leads what, and what is kept of somebody.
              </p>
            )}
          </div>
        )
      }
    </AskedPlace>
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
            <SessionFacts session={session} now={now} />
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
