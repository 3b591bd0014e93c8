/** The page `/my-data/`: what a learner agreed to, who looked, what is kept of them, and all of it to take away. */
import { h, render } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { type FollowedSession, followMySession } from '../../core/my-session.ts';
import { bookHref } from '../../page/book-root.ts';
import { useCell } from '../../parts/use-cell.ts';
import { MyData } from './my-data.tsx';

export function connectMyData(connection: Connection, element: HTMLElement): void {
  render(h(Page, { connection, followed: followMySession(connection) }), element);
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
  if (reach === 'unknown' || (reach === 'signed-in' && line !== 'ended')) return null;
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
