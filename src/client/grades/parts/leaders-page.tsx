import type { ComponentChildren } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { useCell } from '../../room/use-cell.ts';

interface PageProps {
  readonly connection: Connection;
  /** Drawn for who is signed in, and goes on while the server is away. */
  readonly children: () => ComponentChildren;
}

/** A page of who teaches, by whether there is a server and whether it knows the reader. */
export function LeadersPage({ connection, children }: PageProps) {
  const reach = useCell(connection.reach);
  switch (reach) {
    case 'unknown':
      return null;
    case 'reading':
      return (
        <div class="dd-note">
          <p>
            This copy of the book has no server behind it, so there are no courses. In a clone of the
            repository:
          </p>
          <pre class="dd-shell">
            <code>npm start -- --seats-for many --host 0.0.0.0</code>
          </pre>
        </div>
      );
    case 'signed-out':
    case 'ended':
      return (
        <div class="dd-note">
          <p>
            Courses show only to who teaches. Follow the login link that you were given, or have one made
            where Drydock runs:
          </p>
          <pre class="dd-shell">
            <code>npx drydock open</code>
          </pre>
        </div>
      );
    case 'signed-in':
    case 'lost':
      return (
        <>
          <div class="dd-board-line" role="status">
            {reach === 'lost' && 'The server does not answer. Trying again; what is shown may be old.'}
          </div>
          {children()}
        </>
      );
  }
}
