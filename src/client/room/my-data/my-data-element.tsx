/** The page `/my-data/`: what a learner agreed to, who looked, what is kept of them, and all of it to take away. */
import { h, render } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { type FollowedSession, followMySession } from '../../core/my-session.ts';
import { bookHref } from '../../page/book-root.ts';
import { useCell } from '../../parts/use-cell.ts';
import { MyData } from './my-data.tsx';

/** A browser that joined knows it: in any other there is no session to be asked for. */
export function connectMyData(connection: Connection, element: HTMLElement): void {
  const page =
    connection.alias === undefined
      ? h(NoSession, { connection })
      : h(Page, { connection, followed: followMySession(connection) });
  render(page, element);
}

interface PageProps {
  readonly connection: Connection;
  readonly followed: FollowedSession;
}

function Page({ connection, followed }: PageProps) {
  const reach = useCell(connection.reach);
  const mine = useCell(followed.session);
  const line = useCell(followed.line);
  if (mine !== undefined) return <MyData connection={connection} mine={mine} />;
  if (reach === 'signed-in' && line !== 'ended') return null;
  return <NoSession connection={connection} />;
}

function NoSession({ connection }: Pick<PageProps, 'connection'>) {
  const reach = useCell(connection.reach);
  if (reach === 'unknown') return null;
  return (
    <div class="dd-note">
      {reach === 'reading' && (
        <p>This copy of the book has no server behind it, so nothing of you is kept anywhere but here.</p>
      )}
      {reach === 'lost' && <p>The server does not answer. Trying again.</p>}
      {reach !== 'reading' && reach !== 'lost' && (
        <p>
          You are in no session here, so nothing is shown. <a href={bookHref('/join/')}>Join one</a>, or open
          your personal link.
        </p>
      )}
    </div>
  );
}
