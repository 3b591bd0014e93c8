import type { ComponentChildren } from 'preact';
import type { Connection } from '../../core/connection.ts';
import { useCell } from '../../room/use-cell.ts';

interface ReachedProps {
  readonly connection: Connection;
  /** What whoever is not signed in is told besides. */
  readonly forWhom: string;
  readonly children: ComponentChildren;
}

/** What is in the way of a page that asks the server: no server behind the book, nobody signed in. Else the page. */
export function Reached({ connection, forWhom, children }: ReachedProps) {
  const reach = useCell(connection.reach);
  switch (reach) {
    case 'unknown':
      return <p class="dd-quiet">Looking …</p>;
    case 'reading':
      return (
        <div class="dd-note">
          <p>This copy of the book has no server behind it, so there are no assignments. In a clone of it:</p>
          <pre class="dd-shell">
            <code>npm start -- --seats-for many</code>
          </pre>
        </div>
      );
    case 'signed-out':
    case 'ended':
      return (
        <div class="dd-note">
          <p>{reach === 'ended' ? 'Your login has ended.' : 'Nobody is signed in here.'}</p>
          <p>{forWhom}</p>
        </div>
      );
    case 'signed-in':
    case 'lost':
      return (
        <>
          <p class="dd-work-lost" role="status">
            {reach === 'lost' ? 'The server does not answer. Trying again; what you see is as it was.' : ''}
          </p>
          {children}
        </>
      );
  }
}
